import { addDays, monthOf, type Matter } from '../../core/index.ts';
import type { ShownHow } from '../alerts/matter-surroundings.ts';
import type { OwnNews } from '../alerts/own-news.ts';
import type { Clock, Journal } from '../ports/index.ts';
import { statementView } from '../reports/statement.view.ts';
import { emailOffer, type DocumentAddressNeeds } from '../tenant/document-addresses.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { readStatement } from '../wallets/statements.ts';
import { statementFacts, statementReadyText, statementReadyView } from './statement-ready.view.ts';

/** The statement of the month that has ended, for those who asked for it; until it closes, late calls still change it (L12). */
export async function statementNews(
  needs: DocumentAddressNeeds & {
    readonly ledger: Pick<Ledger, 'read'>;
    readonly journal: Journal;
    readonly clock: Pick<Clock, 'now'>;
  },
  { alert: { kind, morning } }: Pick<Matter, 'alert'>,
  { showsAmounts }: Pick<ShownHow, 'showsAmounts'>,
): Promise<OwnNews | undefined> {
  if (kind !== 'statement-ready' || morning === undefined) return undefined;
  const month = addDays(morning.day, -1).slice(0, 7);
  const headline: OwnNews['headline'] = speech => statementReadyText(speech, month);
  if (!showsAmounts)
    return { headline, text: headline, facts: () => [], card: speech => statementReadyView(speech, month) };
  const read = await needs.ledger.read();
  if (!read.ok || read.value.wallet.terms === undefined) throw new Error('a statement needs the book');
  const { wallet, history } = read.value;
  const { terms } = read.value.wallet;
  const now = needs.clock.now();
  const statement = await readStatement(needs, { wallet, history }, { terms, month, now });
  const present = monthOf(now, terms.timeZone);
  const email = await emailOffer(needs);
  const firstMonth = history.contents.begun?.slice(0, 7) ?? present;
  return {
    ...{ headline, text: headline },
    facts: speech => statementFacts(speech, statement),
    card: speech => statementView(speech, statement, { lots: wallet.pool.lots, firstMonth, present, email }),
  };
}
