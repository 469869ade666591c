import { command } from '../chat/command.ts';
import { labeledMethod } from '../funds/labeled-method.ts';
import type { Journal, Payments } from '../ports/index.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { historyView } from './history.view.ts';

const shown = 15;

interface HistoryNeeds extends WalletNeeds {
  readonly journal: Journal;
  readonly payments: Payments;
}

export const history = command({
  name: 'history',
  access: 'look',
  arguments: {},
  run: (needs: HistoryNeeds, turn) =>
    withWallet(needs, turn, async ({ wallet }) => {
      const entries = await needs.journal.entriesAfter(Math.max(0, wallet.seq - shown));
      const methods = await Promise.all(
        entries.flatMap(entry =>
          entry.kind === 'payment-method-set' ? labeledMethod(needs.payments, entry.facts.method) : [],
        ),
      );
      return { card: historyView(turn.speech, wallet, { entries, methods }) };
    }),
});
