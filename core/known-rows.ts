import type { Instant } from './calendar.ts';
import type { CallRow } from './calls.ts';
import type { Micros } from './money.ts';

/** Why a row may be held (L10). */
export const questionKinds = ['look-alike', 'other-currency', 'erased', 'unknown-capability'] as const;

/**
 * Why a row is held: it looks like a known one, or is in another currency; or it is new and began before an erasure, so that nobody can
 * tell whether it looks like a known one; or it was charged under a capability that does not tell whether credits paid (L10).
 */
export type Question = (typeof questionKinds)[number];

/** The version of a row that counts, and what it costs the pool. */
export interface StandingVersion {
  readonly version: string;
  readonly start: Instant;
  readonly cost: Micros;
  readonly lookAlikeKey?: string;
}

/** What the store of rows knows of one id: every version ever seen, and the standing one. */
export interface KnownRow {
  readonly versions: readonly string[];
  /** The earliest start of these. */
  readonly earliest?: Instant;
  readonly standing?: StandingVersion;
  /** The version that stood before and would stand again if the standing one were reversed. */
  readonly previous?: StandingVersion;
  /** The questions about this id that were answered with "ignore", which holds for its newer versions too (L10). */
  readonly ignored?: ReadonlySet<Question>;
  /** Versions that were answered with "ignore" before the store was lost: it does not know any more what they were asked about. */
  readonly ignoredVersions?: ReadonlySet<string>;
}

/** A version of a row that is neither billed nor dropped until its question is answered. */
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
  /** After a store was lost, by the same keys, rows that drew once: what looks like another of these may have been held when it was known. */
  readonly drewBefore?: KnownRows['lookAlikes'];
}

/** Where a version comes from: a row not seen before, a known row, or a held version that has been answered. */
export type Origin = 'new-row' | 'new-version' | 'answered';

/** A change to the store of rows, saved in the same transaction as the entries (B15). */
export type RowChange =
  | {
      readonly kind: 'stand';
      readonly origin: Origin;
      readonly row: CallRow;
      readonly version: string;
      readonly cost: Micros;
      /** What credits paid for it whether or not it draws from this pool: rows outside its spans count in usage (L10). */
      readonly creditsCost: Micros;
      readonly lookAlikeKey?: string;
      readonly supersedes?: string;
    }
  | ({ readonly kind: 'hold'; readonly origin: Origin } & HeldRow)
  /** Answered with "ignore", now or before: neither billed nor asked about. */
  | ({ readonly kind: 'ignore'; readonly origin: Origin } & HeldRow)
  /** The version is no longer standing; `restored` is, if there was one before it. */
  | { readonly kind: 'reverse'; readonly id: string; readonly version: string; readonly restored?: string }
  | { readonly kind: 'describe'; readonly row: CallRow; readonly version: string; readonly lookAlikeKey?: string };

/**
 * A rejected row, by its place in the page: it starts in the future, costs more than the wallet's usage may still grow by (L1), or began
 * since an order was placed that may or may not end paying after use (L10).
 */
export interface RowRejection {
  readonly kind: 'starts-in-future' | 'too-large' | 'awaits-order';
  readonly index: number;
  readonly id: string;
}

/** A row whose cost is new or has changed, with the version that it supersedes. */
export interface CostChange {
  readonly row: CallRow;
  readonly version: string;
  readonly cost: Micros;
  readonly was?: StandingVersion;
}
