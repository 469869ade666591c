import type { CallRow, HeldRow, Instant, KnownRows, Micros, Window } from '../../core/index.ts';

export interface UsageTotals {
  readonly rowsKnown: number;
  readonly rowsDrawn: number;
  readonly drawn: Micros;
  readonly corrections: number;
  readonly questionsLookAlike: number;
  readonly questionsOtherCurrency: number;
  readonly secondsAll: number;
}

export interface UsageLine {
  readonly label: string;
  readonly calls: number;
  readonly seconds: number;
  readonly cost: Micros;
}

/** Usage of one range: every known row counts, drawing or not (L10). Costs are those of rows that credits pay for. */
export interface UsageReport {
  readonly calls: number;
  readonly seconds: number;
  readonly cost: Micros;
  readonly byDestination: readonly UsageLine[];
  readonly byPerson: readonly UsageLine[];
}

/** What became of one version of a row: only one that stands is billed. */
export interface RowVersion {
  readonly row: CallRow;
  readonly version: string;
  readonly state: 'standing' | 'superseded' | 'held' | 'replaced' | 'ignored' | 'reversed';
  readonly cost: Micros;
}

/** The ids of a page of rows, and the look-alike keys of those that have one, each with its row's start: whoever looks alike began then. */
export interface AskedRows {
  readonly ids: readonly string[];
  readonly lookAlikes: readonly { readonly key: string; readonly start: Instant }[];
}

/** The call rows: names and numbers live here, erasable, and not in the journal (L2). */
export interface Rows {
  /** What is known of a page: the versions of its ids, and the drawing rows that look like its rows. */
  known(tenant: string, page: AskedRows): Promise<KnownRows>;
  /** The sum of the standing charges of calls that began in the window. */
  demandIn(tenant: string, window: Window): Promise<Micros>;
  /** The same for a window that ends at a call, with those that began with it and come before it by their id (L5). */
  demandBefore(
    tenant: string,
    call: { readonly id: string; readonly start: Instant; readonly from: Instant },
  ): Promise<Micros>;
  /** Rows that are held, oldest arrival first: all of them, or those of some ids; `limit` at most. */
  questions(
    tenant: string,
    asked: { readonly ids?: readonly string[]; readonly limit: number },
  ): Promise<readonly HeldRow[]>;
  /** Every version, oldest arrival first, of the rows with that id, or whose call has it. */
  versionsOf(tenant: string, id: string): Promise<readonly RowVersion[]>;
  /** Blanks the people and numbers of calls that began before an instant; what they cost stays. Gives how many rows. */
  erase(tenant: string, before: Instant): Promise<number>;
  totals(tenant: string): Promise<UsageTotals>;
  usage(
    tenant: string,
    range: { readonly from: Instant; readonly to: Instant; readonly top: number },
  ): Promise<UsageReport>;
}
