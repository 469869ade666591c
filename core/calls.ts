import type { Instant } from './calendar.ts';
import { add, type Currency, type Micros } from './money.ts';

/** One line of the usage log, from Graph or from the admin centre's export (FACTS §3.2). Names and numbers stay in `about`. */
export interface CallRow {
  /** Graph's `id` or the export's `UsageId`, lower case: the same call has the same id in both. */
  readonly id: string;
  readonly start: Instant;
  readonly durationSeconds: number;
  readonly charge: Micros;
  readonly fee: Micros;
  readonly currency: Currency;
  /** The licence that paid for the call; `MCOPSTNPP` is Communications Credits (FACTS §3.4). */
  readonly capability: string;
  readonly about: CallDescription;
}

/** What describes a call but does not decide what it costs. It lives in the store of rows, never in the journal (SPEC L2). */
export interface CallDescription {
  readonly callId: string;
  readonly userId: string;
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly callType: string;
  readonly caller: string;
  readonly callee: string;
  readonly destination: string;
}

export type Hash = (text: string) => string;

/** The version of a row: other fields than these only update its description (SPEC L10). */
export const versionOf = (row: CallRow, hash: Hash): string =>
  hash(JSON.stringify([row.start, row.durationSeconds, row.charge, row.fee, row.currency, row.capability]));

/** Equal for rows that look alike: same caller, callee and start, both numbers present; otherwise nothing (SPEC L10). */
export function lookAlikeKey(row: CallRow, hash: Hash): string | undefined {
  const { caller, callee } = row.about;
  return caller === '' || callee === '' ? undefined : hash(JSON.stringify([caller, callee, row.start]));
}

/** What a row costs the pool: zero unless credits paid for it. Whether `charge` contains the fee is a setting (SPEC L10). */
export function costOf(
  row: CallRow,
  terms: { readonly isFeeInCharge: boolean; readonly opensAt: Instant | null },
): Micros {
  if (row.capability !== 'MCOPSTNPP') return 0;
  if (terms.opensAt !== null && row.start < terms.opensAt) return 0;
  return Math.max(0, terms.isFeeInCharge ? row.charge : add(row.charge, row.fee));
}

export type Question = 'look-alike' | 'other-currency';

/** The version of a row that counts, and what it costs the pool. */
export interface StandingVersion {
  readonly version: string;
  readonly start: Instant;
  readonly cost: Micros;
  readonly lookAlikeKey?: string;
}

/** What the store of rows knows of one id: every version ever seen, and the one that stands. */
export interface KnownRow {
  readonly versions: ReadonlySet<string>;
  readonly standing?: StandingVersion;
  /** The version that stood before and would stand again if the standing one were reversed. */
  readonly previous?: StandingVersion;
  /** The questions about this id that somebody has answered with "ignore": that holds for its newer versions too (SPEC L10). */
  readonly ignored?: ReadonlySet<Question>;
}

/** A version of a row that is neither billed nor dropped until somebody answers. */
export interface HeldRow {
  readonly row: CallRow;
  readonly version: string;
  readonly question: Question;
}

/** What the store knows of a page of rows; absent ids and keys are unknown. */
export interface KnownRows {
  readonly byId: ReadonlyMap<string, KnownRow>;
  /** Look-alike key → ids of the standing, drawing rows that have it. */
  readonly lookAlikes: ReadonlyMap<string, readonly string[]>;
}

/** What becomes of a row, for the store of rows: in the same transaction as the entries (SPEC §8). */
export type RowChange =
  | {
      readonly kind: 'stand';
      readonly row: CallRow;
      readonly version: string;
      readonly cost: Micros;
      /** What credits paid for it whether or not it draws from this pool: rows before `opensAt` count in usage (SPEC L10). */
      readonly creditsCost: Micros;
      readonly lookAlikeKey?: string;
      readonly supersedes?: string;
    }
  | ({ readonly kind: 'hold' } & HeldRow)
  /** Answered with "ignore", now or long ago: neither billed nor asked about. */
  | ({ readonly kind: 'ignore' } & HeldRow)
  /** The version no longer stands; `restored` does, if there was one before it. */
  | { readonly kind: 'reverse'; readonly id: string; readonly version: string; readonly restored?: string }
  | { readonly kind: 'describe'; readonly row: CallRow; readonly version: string; readonly lookAlikeKey?: string };

/** A row that is not taken, by its place in the page: it lies in the future, or is larger than any sum that the wallet can hold. */
export interface RowRejection {
  readonly kind: 'starts-in-future' | 'too-large';
  readonly index: number;
  readonly id: string;
}

/** A row that costs something else than before, with the version that it supersedes. */
export interface CostChange {
  readonly row: CallRow;
  readonly version: string;
  readonly cost: Micros;
  readonly was?: StandingVersion;
}

export interface Classified {
  readonly changes: readonly RowChange[];
  readonly costs: readonly CostChange[];
  readonly rejected: readonly RowRejection[];
}

/**
 * Decides for each row of a page, in the order of arrival, whether it is new, a duplicate, a correction, a question or bad
 * (SPEC L10). Linear in the rows; the page may contain several versions of one id.
 */
export function classify(
  rows: readonly CallRow[],
  known: KnownRows,
  terms: {
    readonly currency: Currency;
    readonly isFeeInCharge: boolean;
    readonly opensAt: Instant | null;
    readonly now: Instant;
    /** What the wallet's usage may still grow by. */
    readonly room: Micros;
    readonly hash: Hash;
  },
): Classified {
  let { room } = terms;
  const byId = new Map(known.byId);
  const lookAlikes = new Map(known.lookAlikes);
  const changes: RowChange[] = [];
  const costs: CostChange[] = [];
  const rejected: RowRejection[] = [];

  for (const [index, row] of rows.entries()) {
    if (row.start > terms.now) {
      rejected.push({ kind: 'starts-in-future', index, id: row.id });
      continue;
    }
    if (costOf(row, { ...terms, opensAt: null }) > room) {
      rejected.push({ kind: 'too-large', index, id: row.id });
      continue;
    }
    const version = versionOf(row, terms.hash);
    const seen = byId.get(row.id);
    const key = lookAlikeKey(row, terms.hash);
    const was = seen?.standing;
    if (seen?.versions.has(version) === true) {
      const named = was?.version === version && was.cost > 0 && key !== undefined ? { lookAlikeKey: key } : {};
      changes.push({ kind: 'describe', row, version, ...named });
      if (was !== undefined && 'lookAlikeKey' in named) standsAs({ ...was, ...named }, seen.versions);
      continue;
    }
    const versions = new Set(seen?.versions).add(version);
    const cost = costOf(row, terms);
    const question = questionOf();
    if (question !== undefined) {
      const kind = seen?.ignored?.has(question) === true ? 'ignore' : 'hold';
      changes.push({ kind, row, version, question });
      byId.set(row.id, { ...seen, versions });
      continue;
    }
    const drawnKey = key !== undefined && cost > 0 ? { lookAlikeKey: key } : {};
    changes.push({
      kind: 'stand',
      row,
      version,
      cost,
      creditsCost: row.currency === terms.currency ? costOf(row, { ...terms, opensAt: null }) : 0,
      ...drawnKey,
      ...(was !== undefined && { supersedes: was.version }),
    });
    room -= cost;
    standsAs({ version, start: row.start, cost, ...drawnKey }, versions);
    if (cost > 0 || (was !== undefined && was.cost > 0))
      costs.push({ row, version, cost, ...(was !== undefined && { was }) });

    /** From here on this version is the row: what looks like the one before looks like it no more. */
    function standsAs(standing: StandingVersion, known: ReadonlySet<string>): void {
      byId.set(row.id, { ...seen, versions: known, standing });
      if (was?.lookAlikeKey !== undefined) {
        lookAlikes.set(
          was.lookAlikeKey,
          (lookAlikes.get(was.lookAlikeKey) ?? []).filter(id => id !== row.id),
        );
      }
      const { lookAlikeKey: named } = standing;
      if (named !== undefined) lookAlikes.set(named, [...(lookAlikes.get(named) ?? []), row.id]);
    }

    function questionOf(): Question | undefined {
      if (cost === 0) return undefined;
      if (row.currency !== terms.currency) return 'other-currency';
      const isLike = key !== undefined && (lookAlikes.get(key) ?? []).some(id => id !== row.id);
      return was === undefined && isLike ? 'look-alike' : undefined;
    }
  }
  return { changes, costs: inReplayOrder(costs), rejected };
}

/** Earlier calls first, then by id; the versions of one id keep the order in which they arrived (SPEC L5). */
export function inReplayOrder(costs: readonly CostChange[]): readonly CostChange[] {
  const seen = new Set<string>();
  const first: CostChange[] = [];
  const later: CostChange[] = [];
  for (const change of costs) {
    (seen.has(change.row.id) ? later : first).push(change);
    seen.add(change.row.id);
  }
  first.sort((one, other) => one.row.start - other.row.start || (one.row.id < other.row.id ? -1 : 1));
  return [...first, ...later];
}
