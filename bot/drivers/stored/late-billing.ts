import { graceMs, instantOf, type Entry, type Instant, type Micros } from '../../../core/index.ts';
import { DriverError } from '../../ports/index.ts';

// A month's statement has what was recorded before it closed, and leaves the rest to the month that is open then (L12). So that both are sums, a
// version of a row says when it was billed, wherever that may have been too late for the month of its call.

/**
 * When the journal billed a version, and, as negative numbers, when it was billed no more: each where that was recorded longer after the call
 * than any month stays open. In which months that is, is for the zone to say.
 */
export type LateBilling = readonly Instant[];

export const neverLate: LateBilling = [];

/** What a call counts for in the month of a late record. */
export interface Billed {
  readonly start: Instant;
  readonly cost: Micros;
  readonly late: LateBilling;
}

/** With one more record of it; unchanged where there is none, or it came in time, or nothing was billed. */
export const recorded = <Row extends Billed>(row: Row, at: Instant | undefined, sign: 1 | -1): Row =>
  isLate(row, at) ? { ...row, late: [...row.late, sign * at] } : row;

export const isLate = ({ start, cost }: Omit<Billed, 'late'>, at: Instant | undefined): at is Instant =>
  at !== undefined && cost > 0 && at - start > graceMs;

/** What a batch's entries say of versions, by `row#version`. */
export interface CallEntries {
  readonly drawn: ReadonlyMap<string, { readonly seq: number; readonly at: Instant }>;
  readonly reversed: ReadonlyMap<string, Instant>;
}

export const noCallEntries: CallEntries = { drawn: new Map(), reversed: new Map() };

/** The entries of calls in a batch: each id is taken once. */
export function callEntries(entries: readonly Entry[]): CallEntries {
  const drawn = new Map<string, { readonly seq: number; readonly at: Instant }>();
  const reversed = new Map<string, Instant>();
  for (const entry of entries) {
    if (entry.kind === 'call-reversed') reversed.set(`${entry.facts.row}#${entry.facts.version}`, instantOf(entry));
    if (entry.kind !== 'call-drawn') continue;
    if (drawn.has(entry.id)) throw new DriverError('store-failed', 'the store refused to write: an id is taken');
    drawn.set(entry.id, { seq: entry.seq, at: instantOf(entry) });
  }
  return { drawn, reversed };
}

/** A version that was billed, as far as its history is made again. */
export interface BilledVersion extends Billed {
  readonly id: string;
  readonly version: string;
  readonly arrival: number;
  readonly entrySeq: number;
  readonly isCorrection: number;
  /** When its entry was recorded. */
  readonly at: Instant;
}

type Reversal = Entry & { readonly kind: 'call-reversed' };

/** The late records of rows that were corrected or reversed, made again from their billed versions and the entries that reversed any of them. */
export function billedAgain(
  versions: readonly BilledVersion[],
  reversals: readonly Reversal[],
): readonly BilledVersion[] {
  const byRow = Map.groupBy(versions, ({ id }) => id);
  const reversalsOf = Map.groupBy(reversals, ({ facts }) => facts.row);
  return [...byRow].flatMap(([id, some]) => historyOf(some, reversalsOf.get(id) ?? []));
}

function historyOf(versions: readonly BilledVersion[], reversals: readonly Reversal[]): readonly BilledVersion[] {
  const known = new Map<string, BilledVersion>(versions.map(one => [one.version, { ...one, late: neverLate }]));
  const superseded = new Set<string>();
  let standing: string | undefined;
  const note = (version: string | undefined, at: Instant, sign: 1 | -1): void => {
    const found = version === undefined ? undefined : known.get(version);
    if (found !== undefined) known.set(found.version, recorded(found, at, sign));
  };
  const happened = [
    ...versions.map(one => [one.entrySeq, one] as const),
    ...reversals.map(one => [one.seq, one] as const),
  ];
  for (const [, one] of happened.toSorted(([first], [second]) => first - second)) {
    if ('facts' in one) {
      const { version, start, cost } = one.facts;
      note(version, instantOf(one), -1);
      superseded.delete(version);
      const before = [...known.values()].filter(
        other => superseded.has(other.version) && other.start === start && other.cost === cost,
      );
      // The last to arrive counts again.
      standing = before.toSorted((first, second) => first.arrival - second.arrival).at(-1)?.version;
      note(standing, instantOf(one), 1);
    } else {
      if (one.isCorrection === 1) note(standing, one.at, -1);
      if (standing !== undefined) superseded.add(standing);
      standing = one.version;
      note(standing, one.at, 1);
    }
    if (standing !== undefined) superseded.delete(standing);
  }
  return [...known.values()];
}
