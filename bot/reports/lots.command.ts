import { lotsView } from './lots.view.ts';
import type { Command } from '../chat/command.ts';
import { withWallet } from '../tenant/with-wallet.ts';

export const lots: Command = {
  name: 'lots',
  access: 'look',
  words: { en: ['lots', 'purchases', 'expiry'], zh: ['批次', '购买记录', '过期'] },
  about: 'help.lots',
  run: turn =>
    withWallet(turn, ({ wallet }) => Promise.resolve({ card: lotsView(turn.speech, wallet, turn.app.clock.now()) })),
};
