import { decimal } from '../../core/index.ts';
import { amountOption, invoiceOption, neededOption, print, type Session, type Verb } from './terminal.ts';
import { existingTerms, must } from './wallet.ts';

export const refund: Verb = {
  name: 'refund',
  options: ['invoice', 'amount', 'reference'],
  usage: 'refund --invoice 2 --amount 30 --reference TEXT',
  about: 'record a refund: never more than what is left of the purchase',
  example: 'refund --invoice 2 --amount 30 --reference RMA-1',
  run: async session => {
    const { id, currency, ...asked } = await askedOf(session, 'refund');
    const { entry } = await must(session, { kind: 'refund', id, ...asked });
    if (entry?.kind !== 'credits-refunded') throw new Error('a refund leaves an entry');
    const refunded = decimal(entry.facts.amount, currency);
    const notRefunded = decimal(entry.facts.asked - entry.facts.amount, currency);
    print(
      session,
      { invoice: asked.invoice, refunded, notRefunded },
      `${refunded} ${currency} refunded of invoice ${asked.invoice}${Number(notRefunded) === 0 ? '' : `; ${notRefunded} not, since it was used`}`,
    );
  },
};

export const chargeBack: Verb = {
  name: 'charge-back',
  options: ['invoice', 'amount', 'reference'],
  usage: 'charge-back --invoice 2 --amount 30 --reference TEXT',
  about: 'the bank took it back: what was spent of it is owed',
  example: 'charge-back --invoice 2 --amount 30 --reference CASE-9',
  run: async session => {
    const { id, currency, ...asked } = await askedOf(session, 'charge-back');
    const { entry } = await must(session, { kind: 'charge-back', id, ...asked });
    if (entry?.kind !== 'credits-charged-back') throw new Error('a charge-back leaves an entry');
    const chargedBack = decimal(entry.facts.amount, currency);
    const spent = decimal(entry.facts.spent, currency);
    print(
      session,
      { invoice: asked.invoice, chargedBack, spent },
      `${chargedBack} ${currency} charged back of invoice ${asked.invoice}; of that ${spent} had been spent`,
    );
  },
};

/** Wrong usage is reported before anything is looked up. The reference is the key: the same one again is the same refund. */
async function askedOf(session: Session, kind: 'refund' | 'charge-back') {
  const { options } = session;
  const invoice = invoiceOption(options);
  const reference = neededOption(options, 'reference');
  neededOption(options, 'amount');
  const { currency } = await existingTerms(session);
  return { id: `${kind}:${reference}`, invoice, amount: amountOption(options, 'amount', currency), currency };
}
