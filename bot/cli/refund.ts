import { decimal } from '../../core/index.ts';
import { approvable, readAmount, readInvoice, readReason, shared } from './options.ts';
import { record } from './record.ts';
import { print, type Session } from './terminal.ts';
import { verb, type Values } from './verb.ts';
import { existingTerms } from './wallet.ts';

const options = {
  invoice: { value: 'NUMBER', about: 'the invoice of the purchase', isNeeded: true },
  amount: { value: 'AMOUNT', about: 'how much', isNeeded: true },
  reference: { ...shared.reference, isNeeded: true },
  reason: shared.reason,
  ...approvable,
} as const;

export const refund = verb({
  name: 'refund',
  about: 'record a refund: never more than what is left of the purchase',
  example: 'refund --invoice 2 --amount 30 --reference RMA-1',
  options,
  run: async (session, values) => {
    const { id, currency, reason, ...asked } = await askedOf(session, values, 'refund');
    const recorded = await record(session, values, { request: { kind: 'refund', id, ...asked }, reason });
    if (recorded === undefined) return;
    const { entry } = recorded;
    if (entry?.kind !== 'credits-refunded') throw new Error('a refund leaves an entry');
    const refunded = decimal(entry.facts.amount, currency);
    const notRefunded = decimal(entry.facts.asked - entry.facts.amount, currency);
    print(
      session,
      { invoice: asked.invoice, refunded, notRefunded },
      `${refunded} ${currency} refunded of invoice ${asked.invoice}${Number(notRefunded) === 0 ? '' : `; ${notRefunded} not, since it was used`}`,
    );
  },
});

export const chargeBack = verb({
  name: 'charge-back',
  about: 'the bank took it back: what was spent of it is owed',
  example: 'charge-back --invoice 2 --amount 30 --reference CASE-9',
  options,
  run: async (session, values) => {
    const { id, currency, reason, ...asked } = await askedOf(session, values, 'charge-back');
    const recorded = await record(session, values, { request: { kind: 'charge-back', id, ...asked }, reason });
    if (recorded === undefined) return;
    const { entry } = recorded;
    if (entry?.kind !== 'credits-charged-back') throw new Error('a charge-back leaves an entry');
    const chargedBack = decimal(entry.facts.amount, currency);
    const spent = decimal(entry.facts.spent, currency);
    print(
      session,
      { invoice: asked.invoice, chargedBack, spent },
      `${chargedBack} ${currency} charged back of invoice ${asked.invoice}; of that ${spent} had been spent`,
    );
  },
});

/** Wrong usage is reported before anything is looked up. The reference is the key: the same one again is the same refund. */
async function askedOf(session: Session, typed: Values<typeof options>, kind: 'refund' | 'charge-back') {
  const invoice = readInvoice(typed.invoice);
  const text = readReason(typed.reason);
  const terms = await existingTerms(session);
  const amount = readAmount('amount', typed.amount, terms);
  return {
    id: `${kind}:${typed.reference}`,
    invoice,
    amount,
    currency: terms.currency,
    reason: text === undefined ? undefined : { text, invoice },
  };
}
