import {
  usageKeysOf,
  type CallDescription,
  type CallRow,
  type Instant,
  type KnownRow,
  type Micros,
  type Question,
  type RowChange,
  type StandingVersion,
  type UsageKey,
} from '../../../core/index.ts';
import { DriverError, type RowVersion } from '../../ports/index.ts';
import type { Columns } from './columns.ts';
import { isLate, neverLate, type LateBilling } from './late-billing.ts';

/** One version of a call row as the stores' tables hold it. */
export interface StoredRow {
  readonly arrival: number;
  readonly book: number;
  /** The entry that billed it; null where it draws nothing. */
  readonly entrySeq: number | null;
  readonly id: string;
  readonly version: string;
  readonly state: RowVersion['state'];
  readonly question: Question | null;
  readonly start: Instant;
  readonly seconds: number;
  readonly charge: Micros;
  readonly fee: Micros;
  readonly currency: string;
  readonly capability: string;
  readonly cost: Micros;
  readonly creditsCost: Micros;
  readonly lookAlikeKey: string | null;
  readonly isCorrection: number;
  readonly late: LateBilling;
  readonly about: CallDescription;
}

/** A change that brings a version, or a verdict on one. */
export type Arrived = RowChange & { readonly kind: 'stand' | 'hold' | 'ignore' };

/** The stored form of a version that arrives, or of a held one after its verdict. */
export function arrivedRow(
  change: Arrived,
  entry?: { readonly seq: number; readonly at: Instant },
): Omit<StoredRow, 'arrival' | 'book'> {
  const { row, version } = change;
  const stands = change.kind === 'stand' ? change : undefined;
  const cost = stands?.cost ?? 0;
  return {
    entrySeq: entry?.seq ?? null,
    id: row.id,
    version,
    state: ({ stand: 'standing', hold: 'held', ignore: 'ignored' } as const)[change.kind],
    question: change.kind === 'stand' ? null : change.question,
    start: row.start,
    seconds: row.durationSeconds,
    charge: row.charge,
    fee: row.fee,
    currency: row.currency,
    capability: row.capability,
    cost,
    creditsCost: stands?.creditsCost ?? 0,
    lookAlikeKey: stands?.lookAlikeKey ?? null,
    isCorrection: stands?.supersedes === undefined ? 0 : 1,
    late: isLate({ start: row.start, cost }, entry?.at) ? [entry.at] : neverLate,
    about: row.about,
  };
}

type Version = Pick<StoredRow, 'version' | 'state' | 'question' | 'start' | 'cost' | 'lookAlikeKey'>;

/** What is known of an id, given all its versions, oldest arrival first. */
export function knownRowOf(versions: readonly Version[]): KnownRow {
  const standing = versions.find(row => row.state === 'standing');
  const previous = versions.findLast(row => row.state === 'superseded');
  const ignored = versions.flatMap(row => (row.state === 'ignored' && row.question !== null ? [row.question] : []));
  return {
    versions: versions.map(row => row.version),
    earliest: Math.min(...versions.map(({ start }) => start)),
    ...(standing !== undefined && { standing: standingVersionOf(standing) }),
    ...(previous !== undefined && { previous: standingVersionOf(previous) }),
    ...(ignored.length > 0 && { ignored: new Set(ignored) }),
  };
}

const standingVersionOf = ({ version, start, cost, lookAlikeKey }: Version): StandingVersion => ({
  version,
  start,
  cost,
  ...(lookAlikeKey !== null && { lookAlikeKey }),
});

export const callRowOf = (row: StoredRow): CallRow => ({
  id: row.id,
  start: row.start,
  durationSeconds: row.seconds,
  charge: row.charge,
  fee: row.fee,
  currency: row.currency,
  capability: row.capability,
  about: row.about,
});

/** A row whose description stands in a column of its own, as JSON; when it was billed is found out again from the journal. */
export const describedRow = (row: Columns): StoredRow =>
  ({ ...row, late: neverLate, about: descriptionIn(row['about']) }) as unknown as StoredRow;

/** The other way round, as an archive has it. */
export const archivedRow = ({ about, late: _found, ...row }: StoredRow) => ({
  ...{ ...row, destination: about.destination, person: about.userName, about: JSON.stringify(about) },
});

export function descriptionIn(json: unknown): CallDescription {
  try {
    return JSON.parse(String(json)) as CallDescription;
  } catch (cause) {
    throw new DriverError('store-damaged', 'the description of a call cannot be read', cause);
  }
}

/** Whose call a row is, given all its versions, oldest arrival first (L10). */
export function callerOf(versions: readonly Pick<StoredRow, 'state' | 'about'>[]): UsageKey {
  const row = versions.find(({ state }) => state === 'standing') ?? versions.at(-1);
  return row === undefined ? '' : usageKeysOf(row.about).person;
}

/** Whether nothing is left of a description: it was erased. */
export const isOfNobody = (about: CallDescription): boolean => usageKeysOf(about).person === null;
