import {
  decimal,
  knownMinimum,
  termsOf,
  usualMinimum,
  verify,
  type Currency,
  type Entry,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { openWallet } from '../tenant/open-wallet.ts';
import type { CommandResult } from '../wallets/decisions.ts';
import type { Request } from '../wallets/ledger.ts';
import { explainRefusal } from './explain-refusal.ts';
import { amountOption, currencyOption, Refused, textOption, type Session } from './terminal.ts';

/** The whole journal, checked from its first entry. */
export async function verifiedJournal({
  journal,
  hash,
}: Session): Promise<{ readonly entries: readonly Entry[]; readonly wallet: Wallet }> {
  const entries = await journal.entriesAfter(0);
  const verified = verify(entries, hash);
  if (!verified.ok) throw new Refused(explainRefusal(verified.refusal));
  return { entries, wallet: verified.value };
}

/** The same, of a wallet that exists. */
export async function openedJournal(
  session: Session,
): Promise<{ readonly entries: readonly Entry[]; readonly wallet: Wallet; readonly terms: Terms }> {
  const { entries, wallet } = await verifiedJournal(session);
  return { entries, wallet, terms: neededTerms(wallet) };
}

/** The terms of a wallet that exists. */
export async function existingTerms({ ledger }: Session): Promise<Terms> {
  const read = await ledger.read();
  if (!read.ok) throw new Refused(explainRefusal(read.refusal));
  return neededTerms(read.value.wallet);
}

function neededTerms(wallet: Wallet): Terms {
  const terms = termsOf(wallet);
  if (!terms.ok) throw new Refused(explainRefusal(terms.refusal));
  return terms.value;
}

/** Executes a request; a refusal ends the run. */
export async function must(
  { ledger }: Session,
  request: Request,
): Promise<(CommandResult & { readonly ok: true })['value']> {
  const answer = await ledger.execute(request, null);
  if (!answer.ok) throw new Refused(explainRefusal(answer.refusal));
  return answer.value;
}

/** The currency of the wallet, or the one to open it in; asking for another than the wallet's is refused (L1). */
export async function currencyAsked(session: Session, otherwise: () => Promise<Currency>): Promise<Currency> {
  const { ledger, options } = session;
  const asked = currencyOption(options);
  const read = await ledger.read();
  if (!read.ok) throw new Refused(explainRefusal(read.refusal));
  const { terms } = read.value.wallet;
  if (terms === undefined) return asked ?? otherwise();
  if (asked !== undefined && asked !== terms.currency)
    throw new Refused(`the wallet is kept in ${terms.currency}, not in ${asked}`);
  return terms.currency;
}

/** Opens a wallet that was never set up, so that rows and purchases can be recorded. */
export async function openNeededWallet(session: Session, currency: Currency): Promise<void> {
  const { options, note } = session;
  const known = knownMinimum(currency);
  const isGiven = textOption(options, 'minimum') !== undefined;
  if (isGiven && known !== undefined)
    throw new Refused(`--minimum is for other currencies: in ${currency} it is ${decimal(known, currency)}`);
  const minimum = isGiven ? amountOption(options, 'minimum', currency) : (known ?? usualMinimum);
  const opened = await openWallet(session, { id: 'open-wallet', currency, minimum, opensAt: null, by: null });
  if (!opened.ok) throw new Refused(explainRefusal(opened.refusal));
  if (isGiven && opened.value.terms.minimum !== minimum)
    throw new Refused(
      `the smallest order of this wallet is ${decimal(opened.value.terms.minimum, currency)} ${currency}`,
    );
  if (!opened.value.isNew) return;
  note(`opened a wallet in ${currency}, time zone UTC`);
  if (!isGiven && known === undefined)
    note(`the smallest order is taken to be ${decimal(minimum, currency)} ${currency}: --minimum says otherwise`);
}
