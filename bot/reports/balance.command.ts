import { balanceView } from './balance.view.ts';
import type { Command } from '../chat/command.ts';
import { withWallet } from '../tenant/with-wallet.ts';

export const balance: Command = {
  name: 'balance',
  access: 'look',
  words: { en: ['balance', 'status', 'credits'], zh: ['余额', '查询余额', '状态'] },
  about: 'help.balance',
  run: turn =>
    withWallet(turn, found => Promise.resolve({ card: balanceView(turn.speech, found, turn.app.clock.now()) })),
};
