import {
  balanceOf,
  boughtOn,
  dayOf,
  decimal,
  shownWithout,
  toIso,
  type Instant,
  type Lot,
  type Micros,
  type Payment,
  type SaidBought,
} from '../../core/index.ts';
import { findOrder, type FoundOrder } from '../funds/known-orders.ts';
import { likelyRecorded } from '../funds/likely-recorded.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import { undoLine } from './confirm.ts';
import { readAmount, readInstant, readInvoice, recording, shared } from './options.ts';
import { record } from './record.ts';
import { terminalSpeech } from './speech.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb, type Values } from './verb.ts';
import { neededTerms, readOpen } from './wallet.ts';

const options = {
  amount: { value: 'AMOUNT', about: 'what was really bought; as ordered when left out' },
  at: { ...shared.at, about: `when it was bought, ${shared.at.about}` },
  reference: { ...shared.reference, about: 'its number elsewhere' },
  anyway: { about: 'it is none of the purchases that have been recorded since' },
  ...recording,
} as const;

export const settle = verb({
  name: 'settle',
  about: 'an order, or a recharge, was paid: its credits are added',
  example: 'settle recharge-3 --amount 150 --at 2026-10-31',
  takes: 'KEY',
  options,
  run: async (session, values, words) => {
    const { found, order } = await orderNamed(session, 'settle', words);
    const { payment } = order;
    const { terms } = found;
    const said = await saidBought(session, values, { payment, found });
    const { key } = payment;
    if (!values.anyway) await refuseRecorded(session, found, { payment, said });
    const { amount, boughtAt, reference } = said;
    const isOtherwise = values.amount !== undefined || boughtAt !== session.now;
    const recorded = await record(session, values, {
      request: {
        ...{ kind: 'settle', id: `${key}/settled`, key, reference, reportedBy: 'person' },
        ...(isOtherwise && { asBought: { amount, boughtAt } }),
      },
    });
    if (recorded === undefined) return;
    const { entry, wallet, isRepeated } = recorded;
    if (entry?.kind !== 'payment-settled') throw new Error('a settled payment leaves an entry');
    const { lot, invoice } = entry.facts;
    const { currency } = neededTerms(wallet);
    print(
      session,
      {
        ...{ key, lot: lot.id, invoice: invoice.number, amount: decimal(lot.amount, currency) },
        ...{ boughtAt: toIso(lot.boughtAt), expiresAt: toIso(lot.expiresAt) },
        balance: decimal(balanceOf(wallet.pool, session.now), currency),
      },
      [
        `${key}: ${decimal(lot.amount, currency)} ${currency}, invoice ${invoice.number}, expires ${terminalSpeech(terms).date(lot.expiresAt)}${isRepeated ? ' (recorded before)' : ''}`,
        undoLine(session, `reverse --invoice ${invoice.number}`),
      ].join('\n'),
    );
  },
});

export const link = verb({
  name: 'link',
  about: 'an order turned out to be a purchase that is recorded already: nothing is added',
  example: 'link recharge-3 --invoice 7',
  takes: 'KEY',
  options: { invoice: { value: 'NUMBER', about: 'the invoice of that purchase', isNeeded: true }, ...recording },
  run: async (session, values, words) => {
    const invoice = readInvoice(values.invoice);
    const { key } = (await orderNamed(session, 'link', words)).order.payment;
    const recorded = await record(session, values, { request: { kind: 'link', id: `${key}/linked`, key, invoice } });
    if (recorded === undefined) return;
    print(session, { key, invoice }, `${key} is invoice ${invoice}: nothing was added`);
  },
});

/** The order of that key. */
export async function orderNamed(
  session: Session,
  name: string,
  words: readonly string[],
): Promise<{ readonly found: OpenWallet; readonly order: FoundOrder }> {
  const [key, ...more] = words;
  if (key === undefined || more.length > 0) throw new WrongUsage(`${name} needs one key: the verb payments lists them`);
  const found = await readOpen(session);
  const order = await findOrder(session, found, key);
  if (order === undefined) throw new Refused(`nothing was ordered under the key ${key}: the verb payments lists them`);
  return { found, order };
}

async function saidBought(
  session: Session,
  values: Values<typeof options>,
  about: { readonly payment: Payment; readonly found: OpenWallet },
): Promise<SaidBought> {
  const { payment, found } = about;
  const amount = values.amount === undefined ? payment.amount : readAmount('amount', values.amount, found.terms);
  return {
    amount,
    boughtAt: values.at === undefined ? await boughtToday(session, { ...about, amount }) : readInstant('at', values.at),
    reference: values.reference ?? '',
  };
}

/** Said again, it is what was recorded. Where a balance shown since holds a part of it, whoever says it has to say when. */
async function boughtToday(
  { now, ledger }: Session,
  { payment, found, amount }: { readonly payment: Payment; readonly found: OpenWallet; readonly amount: Micros },
): Promise<Instant> {
  const { timeZone, currency } = found.terms;
  const { pool } = found.wallet;
  const { reconciliations } = pool;
  const before = await ledger.entry(`${payment.key}/settled`);
  if (before?.kind === 'payment-settled') return before.facts.asBought === true ? before.facts.lot.boughtAt : now;
  const boughtAt = boughtOn(dayOf(now, timeZone), { payment, timeZone, now, reconciliations });
  const without = shownWithout(pool, { amount, boughtAt });
  if (without !== undefined)
    throw new Refused(
      `the balance shown at ${toIso(without.at)} was only ${decimal(without.found, currency)} ${currency} more than was recorded: say when it was bought, --at ${toIso(boughtAt)} if that holds it, --at ${toIso(now)} if not`,
    );
  return boughtAt;
}

/** What is recorded already would count twice. */
async function refuseRecorded(
  session: Session,
  found: OpenWallet,
  about: { readonly payment: Payment; readonly said: SaidBought },
): Promise<void> {
  const { payment } = about;
  // Said before, it is only said again.
  if (found.wallet.pool.lots.some(lot => lot.payment === payment.key)) return;
  const [likely] = await likelyRecorded(session, found, about);
  if (likely !== undefined) throw new Refused(recordedText(payment, likely, found));
}

const recordedText = ({ key }: Payment, { invoice, amount, boughtAt }: Lot, { terms }: OpenWallet): string =>
  `${decimal(amount, terms.currency)} ${terms.currency} of ${terminalSpeech(terms).date(boughtAt)} are recorded already, as invoice ${invoice}: if this is it, link ${key} --invoice ${invoice}; if not, add --anyway`;
