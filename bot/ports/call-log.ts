import type { CallRow, Instant, RowProblem } from '../../core/index.ts';

/** Lines of the tenant's usage log, in pages, for calls that began in [from, to]; a span of 90 days at most (G1). */
export interface CallLog {
  pages(range: { readonly from: Instant; readonly to: Instant }): AsyncIterable<ParsedRows>;
}

/** A person whom Microsoft has blocked from calling. */
export interface BlockedUser {
  readonly name: string;
  readonly at: Instant;
  /** In Microsoft's words. */
  readonly reason: string;
}

/** The log of people whom Microsoft has blocked from calling (G5). */
export interface BlockedUsers {
  /** Those blocked in a span of 90 days at most, and not unblocked since; oldest first. */
  list(range: { readonly from: Instant; readonly to: Instant }): Promise<readonly BlockedUser[]>;
}

/** A parsed page of the log or of a file: good rows with their lines, and what is wrong with the others. */
export interface ParsedRows {
  readonly rows: readonly CallRow[];
  /** The line of each row; the header is line 1. */
  readonly lines: readonly number[];
  readonly bad: readonly { readonly line: number; readonly problem: RowProblem }[];
}

/** A log that usage is imported from, by the name that a rejected row is reported under. */
export interface NamedCallLog {
  readonly name: string;
  readonly log: CallLog;
}
