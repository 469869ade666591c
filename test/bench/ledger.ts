import { performance } from 'node:perf_hooks';
import {
  Activity,
  balanceOf,
  dayMs,
  decide,
  evolve,
  identify,
  forecast,
  minuteMs,
  startsOfDays,
  verify,
  type CallRow,
  type Entry,
  type IdentifiedRow,
  type KnownRows,
  type Wallet,
} from '../../core/index.ts';
import { forecastDays } from '../../bot/wallets/daily-spend.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';
import { median, whole, type Extent, type Figure } from './figures.ts';

// The ledger in memory, with 24 live lots: pages of 1,000 new call rows, decided and folded; and what a wallet with many entries
// answers from its state. Core's own time: what the store of rows knows of a page is given.

const pageRows = 1000;
const rounds = 5;
/** Pages that are measured together, those that come before, and those that are replayed. */
const sizes = {
  small: { pages: 30, before: 200, replayed: 40 },
  full: { pages: 100, before: 1000, replayed: 100 },
} as const;
const nothingKnown: KnownRows = { byId: new Map(), lookAlikes: new Map() };
const epoch = at('2026-10-01T00:00:00Z');

/** A wallet with 24 lots, bought over the last eleven months: a million calls drain most of them, one after the other. */
function withLots(): Bench {
  const bench = Bench.opened({ timeZone: 'Europe/Berlin' }, epoch - 330 * dayMs);
  for (let lot = 0; lot < 24; lot += 1) {
    bench.buy('$600');
    bench.now += 14 * dayMs;
  }
  bench.now = epoch;
  return bench;
}

let made = 0;
/** Rows as an export has them: in no order within an hour, a few with both numbers. */
function page(now: number): readonly CallRow[] {
  const rows = Array.from({ length: pageRows }, (_, index) => {
    made += 1;
    return aCall({
      id: `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`,
      start: now - ((index * 7919) % 3600) * 1000,
      durationSeconds: 60 + (made % 600),
      charge: 13_000,
      about: { caller: '+14255550100', callee: made % 3 === 0 ? `+4930${made}` : '' },
    });
  });
  // As a parser gives them: strings in one piece.
  return JSON.parse(JSON.stringify(rows)) as readonly CallRow[];
}

/** One page: `decide` classifies, draws, seals and folds it. */
function drawn(
  wallet: Wallet,
  now: number,
  rows: readonly IdentifiedRow[],
): { readonly wallet: Wallet; readonly entries: readonly Entry[] } {
  const decision = decide(
    wallet,
    { kind: 'draw', id: `page-${rows[0]?.row.id ?? ''}`, at: now, rows, known: nothingKnown },
    { hash: sha256, demandIn: () => 0 },
  );
  if (!decision.ok || decision.value.kind !== 'decided' || decision.value.entries.length < pageRows)
    throw new Error('rows were not drawn');
  return decision.value;
}

const identified = (rows: readonly CallRow[]): readonly IdentifiedRow[] => rows.map(row => identify(row, sha256));

/** The wallet after that many pages, one a minute. */
function after(from: Wallet, count: number, begin: number, keep?: (entries: readonly Entry[]) => void): Wallet {
  let wallet = from;
  for (let index = 0; index < count; index += 1) {
    const now = begin + index * minuteMs;
    const step = drawn(wallet, now, identified(page(now)));
    ({ wallet } = step);
    keep?.(step.entries);
  }
  return wallet;
}

/** Rows a second over some pages that were read beforehand; and with the digests worked out too. */
function measured(
  from: Wallet,
  begin: number,
  count: number,
): { readonly rowsPerSecond: number; readonly identifiedPerSecond: number } {
  const read = Array.from({ length: count }, (_, index) => page(begin + index * minuteMs));
  const begun = performance.now();
  const pages = read.map(identified);
  const identifiedAt = performance.now();
  let wallet = from;
  for (const [index, rows] of pages.entries()) ({ wallet } = drawn(wallet, begin + index * minuteMs, rows));
  const done = performance.now();
  const rows = read.length * pageRows * 1000;
  return { rowsPerSecond: rows / (done - identifiedAt), identifiedPerSecond: rows / (done - begun) };
}

const reconciliations = 520;

/** A row that began before all of ten years' weekly reconciliations, each of which it changes: decided, in microseconds. */
function lateRowMicros(): number {
  const begin = epoch - (reconciliations + 2) * dayMs;
  const bench = Bench.opened({}, begin);
  bench.buy('$600');
  for (let week = 0; week < reconciliations; week += 1) {
    bench.now += dayMs;
    bench.must({ kind: 'reconcile', stated: money('$500'), statedAt: bench.now });
  }
  const times = Array.from({ length: 101 }, (_, index) => {
    const row = aCall({ id: `late-${index}`, start: begin + index * 1000, charge: 13_000 });
    const rows = identified([row]);
    const begun = performance.now();
    const decision = decide(
      bench.wallet,
      { kind: 'draw', id: `late-${index}`, at: bench.now, rows, known: nothingKnown },
      { hash: sha256, demandIn: () => 0 },
    );
    const micros = (performance.now() - begun) * 1000;
    if (!decision.ok) throw new Error('the row was not drawn');
    return micros;
  });
  return median(times);
}

export function benchLedger(_folder: string, extent: Extent): Promise<readonly Figure[]> {
  const size = sizes[extent];
  const bench = withLots();
  measured(bench.wallet, epoch, size.pages);

  // Early and late alternate, so that both meet the same machine.
  const early = after(bench.wallet, 10, epoch);
  const activity = new Activity();
  for (const entry of bench.entries) activity.add(entry);
  const late = after(bench.wallet, size.before, epoch, entries => {
    for (const entry of entries) activity.add(entry);
  });
  const early100: number[] = [];
  const late100: number[] = [];
  const identified100: number[] = [];
  const lateTime = epoch + size.before * minuteMs;
  for (let round = 0; round < rounds; round += 1) {
    early100.push(measured(early, epoch + 10 * minuteMs, size.pages).rowsPerSecond);
    const figures = measured(late, lateTime, size.pages);
    late100.push(figures.rowsPerSecond);
    identified100.push(figures.identifiedPerSecond);
  }

  const now = lateTime;
  const answers: number[] = [];
  for (let round = 0; round < 21; round += 1) {
    const begun = performance.now();
    balanceOf(late.pool, now);
    const starts = startsOfDays(forecastDays, now, 'Europe/Berlin');
    activity.balances(late, starts, now);
    const spend = activity.spend(starts, now);
    const days = starts.map((start, index) => ({ start, amount: spend[index] ?? 0 }));
    forecast(late.pool, days, { now, timeZone: 'Europe/Berlin', minimum: money('$50') });
    answers.push(performance.now() - begun);
  }

  const replayed: Entry[] = [...bench.entries];
  after(bench.wallet, size.replayed, epoch, entries => replayed.push(...entries));
  const timed = (work: () => unknown): number => {
    const begun = performance.now();
    work();
    return replayed.length / ((performance.now() - begun) / 1000);
  };
  const folds: number[] = [];
  const verifies: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    folds.push(timed(() => replayed.reduce(evolve, Bench.opened().wallet)));
    verifies.push(timed(() => verify(replayed, sha256)));
  }

  const rowsPerSecond = median(late100);
  return Promise.resolve([
    {
      key: 'rows-per-second',
      figure: `rows/s, decide + fold, 24 live lots, after ${whole(late.seq)} entries`,
      value: rowsPerSecond,
      // 1.8 times as many as before.
      target: { is: '≥', value: 248_400 },
      d03eed2: 138_000,
    },
    {
      key: 'rows-per-second-identified',
      figure: 'the same with the digests by which the store of rows is asked',
      value: median(identified100),
    },
    {
      key: 'cost-late-to-early',
      figure: `cost of a row after ${whole(size.before * pageRows)} rows against after 10,000`,
      value: median(early100) / rowsPerSecond,
      digits: 2,
      target: { is: '≤', value: 1.2 },
    },
    {
      key: 'balance-and-forecast-ms',
      figure: 'balance, chart and forecast of that wallet from state, ms',
      value: median(answers),
      digits: 2,
      target: { is: '<', value: 5 },
    },
    {
      key: 'late-row-us',
      figure: `a row before ${reconciliations} reconciliations, decided, µs`,
      value: lateRowMicros(),
      target: { is: '≤', value: 50 },
      d03eed2: 61_000,
    },
    { key: 'folds-per-second', figure: 'entries/s, fold alone', value: median(folds) },
    { key: 'verifies-per-second', figure: 'entries/s, verify', value: median(verifies) },
  ]);
}
