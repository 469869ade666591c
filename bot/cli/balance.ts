import { balanceOf, capacity, decimal, isExpired, poolAt, rest, toIso } from '../../core/index.ts';
import { instantOption, print, type Verb } from './terminal.ts';
import { verifiedJournal } from './wallet.ts';

export const balance: Verb = {
  name: 'balance',
  options: ['at', 'known-at'],
  usage: 'balance [--at INSTANT] [--known-at INSTANT]',
  about: 'balance, what is owed, and the lots in draw order',
  example: 'balance --at 2026-10-31',
  run: async session => {
    const at = instantOption(session.options, 'at') ?? session.now;
    const { entries, wallet } = await verifiedJournal(session);
    const { pool } = poolAt(entries, { at, knownAt: instantOption(session.options, 'known-at') });
    const currency = wallet.terms?.currency ?? 'USD';
    const lots = pool.lots
      .filter(lot => rest(lot) > 0 && !isExpired(lot, at))
      .map(lot => ({
        boughtAt: toIso(lot.boughtAt),
        expiresAt: toIso(lot.expiresAt),
        amount: decimal(capacity(lot), currency),
        rest: decimal(rest(lot), currency),
      }));
    const found = {
      currency,
      balance: decimal(balanceOf(pool, at), currency),
      owed: decimal(pool.owed, currency),
      lots,
    };
    print(
      session,
      found,
      [
        `balance ${found.balance} ${currency}, owed ${found.owed}`,
        ...lots.map(lot => `${lot.rest} of ${lot.amount}, bought ${lot.boughtAt}, expires ${lot.expiresAt}`),
      ].join('\n'),
    );
  },
};
