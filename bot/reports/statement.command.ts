import { monthOf } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { month } from '../chat/typed-range.ts';
import type { Journal } from '../ports/index.ts';
import { emailOffer, type DocumentAddressNeeds } from '../tenant/document-addresses.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { readStatement } from '../wallets/statements.ts';
import { statementView } from './statement.view.ts';

interface StatementNeeds extends WalletNeeds, DocumentAddressNeeds {
  readonly journal: Journal;
}

export const statement = command({
  name: 'statement',
  access: 'look',
  arguments: { month },
  menus: [],
  run: (needs: StatementNeeds, turn, given) =>
    withWallet(needs, turn, async found => {
      const { terms, history, wallet } = found;
      const now = needs.clock.now();
      const present = monthOf(now, terms.timeZone);
      const asked = { terms, month: given.month ?? present, now };
      const made = await readStatement(needs, found, asked);
      const firstMonth = history.contents.begun?.slice(0, 7) ?? present;
      const email = await emailOffer(needs);
      return { card: statementView(turn.speech, made, { lots: wallet.pool.lots, firstMonth, present, email }) };
    }),
});
