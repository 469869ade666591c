import { capacity, checkPurchase, decimal, toIso } from '../../core/index.ts';
import { explainRefusal } from './explain-refusal.ts';
import {
  amountOption,
  instantOption,
  neededOption,
  print,
  Refused,
  textOption,
  type Session,
  type Verb,
} from './terminal.ts';
import { currencyAsked, must, openNeededWallet } from './wallet.ts';

export const buy: Verb = {
  name: 'buy',
  options: ['amount', 'at', 'reference', 'currency', 'minimum'],
  usage: 'buy --amount 100 [--at INSTANT] [--reference TEXT]',
  about: 'record a purchase made elsewhere',
  example: 'buy --amount 100 --reference PO-7',
  run: async session => {
    const { options, now, ledger } = session;
    neededOption(options, 'amount');
    const at = instantOption(options, 'at');
    // All that can be wrong is found before a wallet is opened for it.
    const currency = await currencyAsked(session, () => Promise.resolve('USD'));
    const amount = amountOption(options, 'amount', currency);
    const read = await ledger.read();
    if (!read.ok) throw new Refused(explainRefusal(read.refusal));
    const checked = checkPurchase(read.value.wallet, { amount, boughtAt: at ?? now }, now);
    // An open wallet decides itself: a purchase that was recorded before is answered as before (L3).
    if (read.value.wallet.terms === undefined && !checked.ok) throw new Refused(explainRefusal(checked.refusal));
    await openNeededWallet(session, currency);
    // Without a reference the amount and instant are the key: each purchase "now" is a new one.
    const boughtAt = at ?? now;
    const reference = textOption(options, 'reference') ?? '';
    const id = reference === '' ? `buy:${decimal(amount, currency)}@${toIso(boughtAt)}` : `buy:${reference}`;
    const known = reference === '' || at !== undefined ? undefined : await knownPurchase(session, id, amount);
    const { entry, isRepeated, wallet } = await must(session, {
      kind: 'buy',
      id,
      boughtAt: known ?? boughtAt,
      amount,
      reference,
    });
    if (entry?.kind !== 'credits-bought') throw new Error('a purchase leaves an entry');
    const { lot, invoice } = entry.facts;
    if (isRepeated && wallet.pool.lots.some(one => one.id === lot.id && capacity(one) === 0))
      throw new Refused(`${id} was recorded before and taken back since: give another --reference`);
    print(
      session,
      {
        lot: lot.id,
        invoice: invoice.number,
        boughtAt: toIso(lot.boughtAt),
        expiresAt: toIso(lot.expiresAt),
        amount: decimal(lot.amount, currency),
      },
      `lot ${lot.id}: ${decimal(lot.amount, currency)} ${currency}, expires ${toIso(lot.expiresAt)}${isRepeated ? ' (recorded before)' : ''}`,
    );
  },
};

/** A reference without an instant means the purchase of that reference, whenever it was recorded. */
async function knownPurchase({ ledger }: Session, id: string, amount: number): Promise<number | undefined> {
  const read = await ledger.read();
  const entry = read.ok ? await ledger.entry(id) : undefined;
  return entry?.kind === 'credits-bought' && entry.facts.lot.amount === amount ? entry.facts.lot.boughtAt : undefined;
}
