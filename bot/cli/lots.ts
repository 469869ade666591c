import { capacity, dayOf, decimal, isExpired, rest, toIso, writtenOff, type Lot } from '../../core/index.ts';
import { isPartAsked, journalAsked } from './journal-asked.ts';
import { reading } from './options.ts';
import { table } from './table.ts';
import { print } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms, readWallet } from './wallet.ts';

export const lots = verb({
  name: 'lots',
  about: 'every purchase, in draw order: what is left of it, and what became of the rest',
  example: 'lots --json',
  options: { ...reading },
  run: async (session, asked) => {
    const { wallet, now } = isPartAsked(asked)
      ? await journalAsked(session, asked)
      : { wallet: await readWallet(session), now: session.now };
    const { currency, timeZone } = neededTerms(wallet);
    const money = (amount: number): string => decimal(amount, currency);
    // A reconciliation always opens a lot, which may stay empty.
    const found = wallet.pool.lots.filter(lot => lot.invoice !== null || capacity(lot) > 0);
    const listed = found.map(lot => ({
      lot: lot.id,
      invoice: lot.invoice,
      boughtAt: toIso(lot.boughtAt),
      expiresAt: toIso(lot.expiresAt),
      bought: money(lot.amount),
      givenBack: money(lot.amount - capacity(lot)),
      used: money(lot.drawn),
      expired: money(expired(lot, now)),
      left: money(isExpired(lot, now) ? 0 : rest(lot)),
    }));
    const rows = listed.map(({ lot, invoice, boughtAt, expiresAt, bought, givenBack, used, expired: over, left }) => [
      ...[lot, invoice === null ? 'none' : String(invoice)],
      ...[boughtAt, expiresAt].map(at => dayOf(Date.parse(at), timeZone)),
      ...[bought, givenBack, used, over, left],
    ]);
    print(
      session,
      { currency, lots: listed },
      listed.length === 0
        ? 'no credits have been bought yet'
        : [`amounts in ${currency}`, ...table(session, columns, rows)].join('\n'),
    );
  },
});

const expired = (lot: Lot, now: number): number => (isExpired(lot, now) ? writtenOff(lot) + rest(lot) : 0);

const columns = {
  lot: 'right',
  invoice: 'right',
  bought: 'left',
  expires: 'left',
  amount: 'right',
  'given back': 'right',
  used: 'right',
  expired: 'right',
  left: 'right',
} as const;
