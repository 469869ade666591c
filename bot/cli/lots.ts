import { dayOf, decimal, isWorthListing, partsOf, toIso } from '../../core/index.ts';
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
    const listed = wallet.pool.lots.filter(isWorthListing).map(lot => {
      const { givenBack, used, expired, left } = partsOf(lot, now);
      return {
        lot: lot.id,
        invoice: lot.invoice,
        boughtAt: toIso(lot.boughtAt),
        expiresAt: toIso(lot.expiresAt),
        bought: money(lot.amount),
        givenBack: money(givenBack),
        used: money(used),
        expired: money(expired),
        left: money(left),
      };
    });
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
