import { historyView } from './history.view.ts';
import type { Command } from '../chat/command.ts';
import { withWallet } from '../tenant/with-wallet.ts';

const shown = 15;

export const history: Command = {
  name: 'history',
  access: 'look',
  words: { en: ['history', 'ledger', 'journal'], zh: ['历史记录', '历史', '账本'] },
  about: 'help.history',
  run: turn =>
    withWallet(turn, async ({ wallet }) => {
      const entries = await turn.app.journal.entriesAfter(turn.app.tenant, Math.max(0, wallet.seq - shown));
      return { card: historyView(turn.speech, wallet, entries) };
    }),
};
