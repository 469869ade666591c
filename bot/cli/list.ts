import { balanceOf, dayOf, decimal, type Instant, type Result, type Wallet } from '../../core/index.ts';
import type { Stores } from '../ports/index.ts';
import type { Unreadable } from '../wallets/ledger.ts';
import { explainRefusal } from './explain-refusal.ts';
import { table } from './table.ts';
import { print } from './terminal.ts';
import { verb } from './verb.ts';

export const list = verb({
  name: 'list',
  about: 'the wallets of this store',
  example: 'list',
  options: {},
  isOfStore: true,
  run: async session => {
    const tenants = await tenantsOf(session.stores);
    const found = await Promise.all(tenants.map(async tenant => lineOf(tenant, await session.walletOf(tenant))));
    print(
      session,
      { wallets: found },
      found.length === 0
        ? 'no wallet yet'
        : table(
            session,
            columns,
            found.map(one => Object.keys(columns).map(column => String(one[column as keyof typeof one] ?? ''))),
          ).join('\n'),
    );
  },
});

const columns = {
  tenant: 'left',
  balance: 'right',
  currency: 'left',
  entries: 'right',
  recorded: 'left',
  state: 'left',
} as const;

function lineOf(tenant: string, read: Result<{ readonly wallet: Wallet; readonly now: Instant }, Unreadable>) {
  if (!read.ok) return { tenant, state: explainRefusal(read.refusal) };
  const { terms, seq, recordedAt, pool } = read.value.wallet;
  if (terms === undefined) return { tenant, entries: seq, state: 'not set up' };
  return {
    tenant,
    balance: decimal(balanceOf(pool, read.value.now), terms.currency),
    currency: terms.currency,
    entries: seq,
    recorded: dayOf(recordedAt, terms.timeZone),
    state: terms.mode,
  };
}

/** Every organization of which the store has a book. */
async function tenantsOf({ archive }: Stores): Promise<readonly string[]> {
  const tenants = new Set<string>();
  for await (const { table: name, rows } of archive.pages('as-they-are')) {
    // Books come before all else.
    if (name !== 'books') break;
    for (const { tenant } of rows) tenants.add(String(tenant));
  }
  return [...tenants].toSorted();
}
