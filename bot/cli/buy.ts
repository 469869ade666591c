import { capacity, decimal, toIso, type SaidBought, type Wallet } from '../../core/index.ts';
import { confirmedAlready } from '../funds/likely-recorded.ts';
import { undoLine } from './confirm.ts';
import { readAmount, readInstant, recording, shared } from './options.ts';
import { record } from './record.ts';
import { terminalSpeech } from './speech.ts';
import { print, Refused, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { neededOpening, neededTerms, termsAsked } from './wallet.ts';

export const buy = verb({
  name: 'buy',
  about: 'record a purchase made elsewhere',
  example: 'buy --amount 100 --reference PO-7',
  options: {
    amount: { value: 'AMOUNT', about: 'what was bought', isNeeded: true },
    at: shared.at,
    reference: shared.reference,
    currency: shared.currency,
    minimum: shared.minimum,
    anyway: { about: 'it is none of the orders and recharges that have been confirmed' },
    ...recording,
  },
  run: async (session, values) => {
    const at = values.at === undefined ? undefined : readInstant('at', values.at);
    const asked = await termsAsked(session, values.currency, () => Promise.resolve('USD'));
    const { currency } = asked;
    const amount = readAmount('amount', values.amount, asked);
    const opening = await neededOpening(session, currency, values.minimum);
    // Without a reference the amount and instant are the key: each purchase "now" is a new one.
    const boughtAt = at ?? session.now;
    const { reference = '' } = values;
    const id = reference === '' ? `buy:${decimal(amount, currency)}@${toIso(boughtAt)}` : `buy:${reference}`;
    const known = reference === '' || at !== undefined ? undefined : await knownPurchase(session, id, amount);
    if (!values.anyway) await refuseConfirmed(session, id, { amount, boughtAt, reference });
    const recorded = await record(session, values, {
      request: { kind: 'buy', id, boughtAt: known ?? boughtAt, amount, reference },
      opening,
      check: ({ isRepeated, entry, wallet }) => {
        if (isRepeated && entry?.kind === 'credits-bought' && isTakenBack(wallet, entry.facts.lot.id))
          throw new Refused(`${id} was recorded before and taken back since: give another --reference`);
      },
    });
    if (recorded === undefined) return;
    const { entry, isRepeated, wallet } = recorded;
    if (entry?.kind !== 'credits-bought') throw new Error('a purchase leaves an entry');
    const { lot, invoice } = entry.facts;
    const speech = terminalSpeech(neededTerms(wallet));
    print(
      session,
      {
        lot: lot.id,
        invoice: invoice.number,
        boughtAt: toIso(lot.boughtAt),
        expiresAt: toIso(lot.expiresAt),
        amount: decimal(lot.amount, currency),
      },
      [
        `lot ${lot.id}: ${decimal(lot.amount, currency)} ${currency}, invoice ${invoice.number}, expires ${speech.date(lot.expiresAt)}${isRepeated ? ' (recorded before)' : ''}`,
        undoLine(session, `reverse --invoice ${invoice.number}`),
      ].join('\n'),
    );
  },
});

const isTakenBack = ({ pool }: Wallet, lotId: string): boolean =>
  pool.lots.some(lot => lot.id === lotId && capacity(lot) === 0);

/** What was ordered in the chat, and confirmed there, would count twice. */
async function refuseConfirmed(session: Session, id: string, said: SaidBought): Promise<void> {
  const read = await session.ledger.read();
  const terms = read.ok ? read.value.wallet.terms : undefined;
  // Said before, it is only said again.
  if (!read.ok || terms === undefined || (await session.ledger.entry(id)) !== undefined) return;
  const lot = await confirmedAlready(session, { wallet: read.value.wallet, terms }, said);
  if (lot !== undefined)
    throw new Refused(
      `${decimal(lot.amount, terms.currency)} ${terms.currency} of ${terminalSpeech(terms).date(lot.boughtAt)} are recorded already, as ${lot.payment} and invoice ${lot.invoice}: if this is another purchase, add --anyway`,
    );
}

/** A reference without an instant means the purchase of that reference, whenever it was recorded. */
async function knownPurchase({ ledger }: Session, id: string, amount: number): Promise<number | undefined> {
  const read = await ledger.read();
  const entry = read.ok ? await ledger.entry(id) : undefined;
  return entry?.kind === 'credits-bought' && entry.facts.lot.amount === amount ? entry.facts.lot.boughtAt : undefined;
}
