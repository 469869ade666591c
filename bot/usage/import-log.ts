import {
  dayMs,
  hourMs,
  ok,
  type Damage,
  type Instant,
  type Refusal,
  type Result,
  type Wallet,
} from '../../core/index.ts';
import type { CallLog, Clock, NamedCallLog, ParsedRows } from '../ports/index.ts';
import type { LogCursors, LogRead } from '../tenant/log-cursors.ts';
import type { AwaitedCalls } from '../wallets/awaited-calls.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { drawPages, Rejections, type Import } from './draw-pages.ts';
import type { ImportProgress, Imports } from './import-progress.ts';

/** The log accepts ranges of 90 days at most; rows arrive up to 48 h late (M8, G1). */
const longestMs = 90 * dayMs;
const overlapMs = 72 * hourMs;

/** Rows that come later than that, and corrections, are found by looking back further now and then. */
const lookBacks = [
  { name: 'weekly', everyMs: 7 * dayMs, backMs: 90 * dayMs },
  { name: 'nightly', everyMs: dayMs, backMs: 35 * dayMs },
] as const;

/** Microsoft keeps the log for a year (M8). */
const keptMs = 365 * dayMs;

export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** What is to be read of a log, and how far it has been read when that is done. */
export interface Reading {
  readonly ranges: readonly Range[];
  readonly then: LogRead;
}

/** The order with which credits began after a time of paying after use; none where they began with the wallet. */
export function beganAgainAt({ spans, openedAt }: Pick<Wallet, 'spans' | 'openedAt'>): Instant | undefined {
  const from = spans.at(-1)?.from;
  return typeof from === 'number' && openedAt !== undefined && from > openedAt ? from : undefined;
}

/**
 * What is to be read at an instant. The newest first, so that a failure further back does not delay it: from the last complete import
 * on, or once from the order on with which credits began again, with an overlap, oldest window first. Then the look back, if one is due, up to where the newest begins.
 */
export function readingsDue(
  read: LogRead | undefined,
  now: Instant,
  how: 'newest' | 'what-is-due',
  beganAgain?: Instant,
): readonly Reading[] {
  const again = beganAgain === undefined || read?.reread === beganAgain ? Infinity : beganAgain;
  const newest = read === undefined ? now - longestMs : Math.min(read.until, now, again) - overlapMs;
  const from = Math.max(now - keptMs, newest);
  // The first import looks back as far as any.
  const first = { until: now, nightly: read?.nightly ?? now, weekly: read?.weekly ?? now };
  const fresh = read === undefined ? first : { until: now, nightly: read.nightly, weekly: read.weekly };
  const since = beganAgain === undefined ? {} : { reread: beganAgain };
  const readings = [{ ranges: windows(from, now), then: { ...fresh, ...since } }];
  if (read === undefined || how === 'newest') return readings;
  const due = lookBacks.find(({ name, everyMs }) => {
    const last = read[name];
    return last === null || last > now || now - last >= everyMs;
  });
  if (due === undefined || now - due.backMs >= from) return readings;
  // A look back over 90 days covers the one over 35.
  const then = { until: now, nightly: now, weekly: due.name === 'weekly' ? now : read.weekly, ...since };
  return [...readings, { ranges: windows(now - due.backMs, from), then }];
}

function windows(from: Instant, to: Instant): readonly Range[] {
  const ranges: Range[] = [];
  for (let begin = from; begin < to; begin += longestMs)
    ranges.push({ from: begin, to: Math.min(begin + longestMs, to) });
  return ranges;
}

/** What importing the usage log needs. */
export interface ImportNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly imports: Imports;
  readonly awaitedCalls: Pick<AwaitedCalls, 'from'>;
  readonly logCursors: LogCursors;
  readonly callLogs: readonly NamedCallLog[];
}

/** Imports what is new in the logs into the existing wallet; the imports of one process run one after the other. */
export function importLog(
  needs: ImportNeeds,
  by: string | null,
  how: 'newest' | 'what-is-due' = 'newest',
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<Result<Import, Refusal | Damage>> {
  return needs.imports.serially(() => importLogs(needs, by, how, onProgress));
}

async function importLogs(
  needs: ImportNeeds,
  by: string | null,
  how: 'newest' | 'what-is-due',
  onProgress: (progress: ImportProgress) => void,
): Promise<Result<Import, Refusal | Damage>> {
  const { ledger, logCursors, clock, callLogs, awaitedCalls } = needs;
  const read = await ledger.read();
  if (!read.ok) return read;
  const now = clock.now();
  const before = await logCursors.bringBack(now);
  let rows = 0;
  let refunds = 0;
  const rejections = new Rejections();
  // A log that fails does not stop the others; its error is thrown when they are done.
  const failures: unknown[] = [];
  for (const { name, log } of callLogs) {
    try {
      for (const { ranges, then } of readingsDue(before[name], now, how, beganAgainAt(read.value.wallet))) {
        for (const range of ranges) {
          const imported = await drawPages(
            { ledger, file: name, by, awaitedCalls: awaitedCalls.from('log') },
            followed(needs, log, range, onProgress),
          );
          if (!imported.ok) return imported;
          rows += imported.value.rows;
          refunds += imported.value.refunds;
          rejections.addFile(imported.value);
        }
        await logCursors.note(name, then);
      }
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return ok({ rows, refunds, ...rejections.result() });
}

/** The pages of a log; notes the progress of reading them. */
async function* followed(
  { imports }: ImportNeeds,
  log: CallLog,
  range: Range,
  onProgress: (progress: ImportProgress) => void,
): AsyncIterable<ParsedRows> {
  for await (const page of log.pages(range)) {
    const last = page.rows.at(-1);
    onProgress(await imports.read({ rows: page.rows.length, at: last?.start ?? range.to }));
    yield page;
  }
}
