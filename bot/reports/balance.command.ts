import type { Command } from '../chat/command.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { balanceView } from './balance.view.ts';

export const balance: Command<WalletNeeds> = {
  name: 'balance',
  access: 'look',
  words: { en: ['balance', 'status', 'credits'], zh: ['余额', '查询余额', '状态'] },
  about: 'help.balance',
  run: (needs, turn) =>
    withWallet(needs, turn, found => ({ card: balanceView(turn.speech, found, needs.clock.now()) })),
};
