import type { Command } from '../chat/command.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { lotsView } from './lots.view.ts';

export const lots: Command<WalletNeeds> = {
  name: 'lots',
  access: 'look',
  words: { en: ['lots', 'purchases', 'expiry'], zh: ['批次', '购买记录', '过期'] },
  about: 'help.lots',
  run: (needs, turn) =>
    withWallet(needs, turn, ({ wallet }) => ({ card: lotsView(turn.speech, wallet, needs.clock.now()) })),
};
