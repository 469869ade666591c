import {
  dayMs,
  type CallDescription,
  type CallRow,
  type Entry,
  type Instant,
  type RowChange,
} from '../../core/index.ts';
import { guid, seeded } from '../../bot/drivers/sandbox/random.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { ParsedRows, TenantStores } from '../../bot/ports/index.ts';
import type { Ledger } from '../../bot/wallets/ledger.ts';
import { Snapshots } from '../../bot/wallets/snapshots.ts';
import { aCall, Bench, money, someTerms } from '../support/builders.ts';
import { walletsOf } from '../support/wallets.ts';

export const tenant = '00000000-0000-4000-8000-000000000001';

/** The wallets of a store, with snapshots, as the bot has them. */
export const benchWallets = (stores: Pick<TenantStores, 'journal' | 'rows' | 'documents'>): Ledger =>
  walletsOf(stores, { snapshots: new Snapshots(stores.documents, sha256) });

/** A wallet with 24 lots. */
export async function openWallet(ledger: Ledger, name = tenant): Promise<void> {
  await ledger.execute({ kind: 'open-wallet', id: 'open', terms: { ...someTerms, tenant: name } }, null);
  for (let lot = 0; lot < 24; lot += 1)
    await ledger.execute(
      {
        kind: 'buy',
        id: `buy-${lot}`,
        amount: money('$600'),
        boughtAt: systemClock.now() - lot * dayMs,
        reference: '',
      },
      null,
    );
}

const spanMs = 90 * dayMs;

/** Those who call: an organization of ten thousand. */
const callers = 10_000;

/** Pages of a log of that many calls over 90 days: random ids, in no order within a page, a third with both numbers. */
export function* pagesOfCalls(rows: number, pageRows: number, seed = 1): Generator<readonly CallRow[]> {
  const random = seeded(seed);
  const people = peopleOf(callers);
  const begin: Instant = systemClock.now() - spanMs - dayMs;
  for (let first = 0; first < rows; first += pageRows) {
    const page = Array.from({ length: Math.min(pageRows, rows - first) }, (_, index) =>
      aCall({
        id: guid(random),
        start: begin + Math.floor(((first + ((index * 7919) % pageRows)) * spanMs) / rows),
        durationSeconds: 60 + (index % 600),
        charge: 13_000,
        about: {
          ...people[Math.floor(random() * callers)],
          caller: '+14255550100',
          callee: index % 3 === 0 ? `+49305${first + index}` : '',
        },
      }),
    );
    // As a parser gives them: strings in one piece.
    yield JSON.parse(JSON.stringify(page)) as readonly CallRow[];
  }
}

function peopleOf(count: number): readonly Pick<CallDescription, 'userName' | 'userPrincipalName' | 'userId'>[] {
  const random = seeded(count);
  return Array.from({ length: count }, (_, person) => ({
    ...{ userName: `Person ${person}`, userPrincipalName: `person${person}@contoso.example`, userId: guid(random) },
  }));
}

/** A page as a parser gives it. */
export const pageOf = (rows: readonly CallRow[]): ParsedRows => ({
  rows,
  lines: rows.map((_, index) => index + 2),
  bad: [],
});

/** A call's entry and what becomes of its row, as `decide` gives them. */
export function drawnCalls(count: number): readonly { readonly entry: Entry; readonly change: RowChange }[] {
  const bench = Bench.opened({ ...someTerms, tenant }, systemClock.now() - 1);
  bench.buy('$600');
  bench.now = systemClock.now();
  return [...pagesOfCalls(count, 1)].map(([row]) => {
    const { entries, rowChanges } = bench.draw(row as CallRow);
    const [entry] = entries;
    const [change] = rowChanges;
    if (entry === undefined || change === undefined || entries.length > 1) throw new Error('a call is one entry');
    return { entry, change };
  });
}
