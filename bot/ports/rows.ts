import type { CallRow, DrawingCall, HeldRow, Instant, KnownRows, Micros, Window } from '../../core/index.ts';

/** Sums over all of a tenant's rows, of any size. `drawn` is in micro-units; `corrections` counts the versions that superseded another. */
export interface UsageTotals {
  readonly rowsKnown: number;
  readonly rowsDrawn: number;
  readonly drawn: bigint;
  readonly corrections: number;
  readonly questionsLookAlike: number;
  readonly questionsOtherCurrency: number;
  readonly questionsErased: number;
  readonly secondsAll: number;
}

/** The usage of one destination or person. */
export interface UsageLine {
  readonly label: string;
  readonly calls: number;
  readonly seconds: number;
  readonly cost: bigint;
}

/** Usage of one range: every known row counts, drawing or not (L10). Costs are those of rows that credits pay for. */
export interface UsageReport {
  readonly calls: number;
  readonly seconds: number;
  readonly cost: bigint;
  /** The part of the cost that was drawn from credits: of calls from `opensAt` on. */
  readonly drawn: bigint;
  readonly byDestination: readonly UsageLine[];
  readonly byPerson: readonly UsageLine[];
}

/** One version of a row, and its state: only a standing one is billed (L10). */
export interface RowVersion {
  readonly row: CallRow;
  readonly version: string;
  readonly state: 'standing' | 'superseded' | 'held' | 'replaced' | 'ignored' | 'reversed';
  readonly cost: Micros;
}

/** The ids of a page of rows, and their look-alike keys, each with its row's start, since look-alikes share it (L10). */
export interface AskedRows {
  readonly ids: readonly string[];
  readonly lookAlikes: readonly { readonly key: string; readonly start: Instant }[];
}

/** The call rows: names and numbers live here, erasable, and not in the journal (L2). */
export interface Rows {
  /** What is known of a page: the versions of its ids, and the drawing rows that look like its rows. */
  known(page: AskedRows): Promise<KnownRows>;
  /** The sum of the standing charges of calls that began in the window. */
  demandIn(window: Window): Promise<Micros>;
  /** The same from `from` up to a call, including calls that began at the same instant and have a smaller id (L5). */
  demandBefore(call: { readonly id: string; readonly start: Instant; readonly from: Instant }): Promise<Micros>;
  /** At most `limit` standing rows that draw, in the order of their start and then of their id, after a call or from the first. */
  drawing(asked: { readonly after?: DrawingCall | undefined; readonly limit: number }): Promise<readonly DrawingCall[]>;
  /** At most `limit` held rows: of all, the oldest arrivals first, or those of some ids. */
  questions(asked: { readonly ids?: readonly string[]; readonly limit: number }): Promise<readonly HeldRow[]>;
  /** Every version of the row with that id, or else of the rows of the call with it; of each row the oldest arrival first. */
  versionsOf(id: string): Promise<readonly RowVersion[]>;
  /**
   * Blanks the people, numbers and destinations of calls that began before an instant, in all of the tenant's books, but not their costs
   * (L2). Some rows at a time, so that others can write meanwhile: one that was interrupted is to be repeated. Returns how many rows.
   */
  erase(before: Instant): Promise<number>;
  /** How many rows `erase` would blank. */
  erasable(before: Instant): Promise<number>;
  /** Rewrites what is stored, so that no free space still holds what was erased; where the store is a file, nobody else may write meanwhile. */
  forgetErased(): Promise<void>;
  totals(): Promise<UsageTotals>;
  usage(range: { readonly from: Instant; readonly to: Instant; readonly top: number }): Promise<UsageReport>;
}
