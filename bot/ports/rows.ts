import type {
  CallMix,
  CallRow,
  Day,
  DayRange,
  DrawingCall,
  HeldRow,
  IdentifiedRow,
  Instant,
  KnownRows,
  Micros,
  Month,
  Question,
  SpentCall,
  UsageBy,
  UsageKey,
  Window,
} from '../../core/index.ts';

/** Sums over all of a tenant's rows, of any size. `drawn` is in micro-units; `corrections` counts the versions that superseded another. */
export interface UsageTotals {
  readonly rowsKnown: number;
  readonly rowsDrawn: number;
  readonly drawn: bigint;
  readonly corrections: number;
  readonly questionsLookAlike: number;
  readonly questionsOtherCurrency: number;
  readonly questionsErased: number;
  readonly questionsUnknownCapability: number;
  readonly secondsAll: number;
}

/** Calls of some days: every standing row counts, drawing or not (L10). */
export interface UsageSums {
  readonly calls: number;
  readonly seconds: number;
  /** What those cost that credits pay for. */
  readonly cost: bigint;
  /** The part of the cost that was drawn from credits: of calls that began in a prepaid span. */
  readonly drawn: bigint;
}

/** The usage of one person, destination, type of call or own number. */
export interface UsageLine extends UsageSums {
  readonly key: UsageKey;
  /** What to show of the key: a person's name in their last call; '' where it is unknown or erased. */
  readonly label: string;
}

/** The most expensive first, and together those that are not listed. */
export interface UsageRanking {
  readonly lines: readonly UsageLine[];
  readonly others: UsageSums & { readonly lines: number };
}

/** One person, destination, type of call or own number. */
export interface UsageOf {
  readonly by: UsageBy;
  readonly key: UsageKey;
}

/** What somebody's calls of a month come to. */
export interface PersonUsage extends UsageSums {
  readonly key: UsageKey;
}

/** By how much more a month's statement says that somebody used than their calls of the month draw; less where it is negative. */
export interface LateCharge {
  readonly key: UsageKey;
  readonly amount: bigint;
}

/** What somebody was called, and their address, in their last call; each is '' where the log has none. */
export interface LastCaller {
  readonly name: string;
  readonly address: string;
}

/** A day with its calls. */
export interface DayUsage extends UsageSums {
  readonly day: Day;
}

/** Which calls to list: those of a person by their key, to a destination, that cost more than `over`. */
export interface AskedCalls {
  readonly days: DayRange;
  readonly person?: UsageKey;
  readonly destination?: UsageKey;
  readonly over?: Micros;
  /** Where the page before ended. */
  readonly after?: CallPlace | undefined;
  readonly limit: number;
}

/** A call's place in a list, the newest first: calls that come in meanwhile move no other. */
export interface CallPlace {
  readonly start: Instant;
  readonly id: string;
}

/** A standing version of a row: what it costs, and how much of that it draws from credits. */
export interface ListedCall {
  readonly row: CallRow;
  readonly version: string;
  readonly cost: Micros;
  readonly drawn: Micros;
}

/** Calls, the newest first. */
export interface CallPage {
  readonly calls: readonly ListedCall[];
  /** Where to go on, also where so many calls were looked at in vain that the page is not full; undefined at the end. */
  readonly next: CallPlace | undefined;
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
  /**
   * `ever-drawn`: rows that drew once look alike too, and those that drew and whose numbers are not known, where they began at the same
   * instant; left out, those that stand and draw.
   */
  readonly lookAlikesAmong?: 'ever-drawn';
}

/** Which held rows are asked for: those of some ids, or else of one question, or all. */
export interface AskedQuestions {
  readonly ids?: readonly string[];
  readonly question?: Question;
  readonly limit: number;
}

/** A call, and whose it is: as far as it tells what somebody usually does. */
export interface PersonCall extends SpentCall {
  readonly person: string;
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
  /** At most `limit` held rows: of all or of one question, the oldest arrivals first, or those of some ids. */
  questions(asked: AskedQuestions): Promise<readonly HeldRow[]>;
  /** Every version of the row with that id, or else of the rows of the call with it; of each row the oldest arrival first. */
  versionsOf(id: string): Promise<readonly RowVersion[]>;
  /**
   * Blanks the people, numbers and destinations of calls that began before an instant, in all of the tenant's books, but not their costs
   * (L2). Some rows at a time, so that others can write meanwhile: one that was interrupted is to be repeated. Returns how many rows.
   */
  erase(before: Instant): Promise<number>;
  /**
   * Makes versions that are known by their entries alone, as after a restore, what the log says of them: seconds, charge, fee, currency and
   * capability, which their name is the hash of. Each is given once; others stay as they are. Returns how many were not complete.
   */
  complete(rows: readonly IdentifiedRow[]): Promise<number>;
  /** How many rows `erase` would blank. */
  erasable(before: Instant): Promise<number>;
  /** Rewrites what is stored, so that no free space still holds what was erased; where the store is a file, nobody else may write meanwhile. */
  forgetErased(): Promise<void>;
  totals(): Promise<UsageTotals>;
  /** Adds the rows up anew: the first kept sum that is another, in words; undefined where all are right. */
  wrongSum(): Promise<string | undefined>;
  /** The calls of whole days, in the time zone of the wallet (UTC before there is one): all, or those of one person, destination, … */
  usage(asked: { readonly days: DayRange; readonly of?: UsageOf }): Promise<UsageSums>;
  /** The same day by day, in their order; days without calls are left out. */
  usageByDay(asked: { readonly days: DayRange; readonly of?: UsageOf }): Promise<readonly DayUsage[]>;
  /** What the calls of some people cost on each of these days, by their keys; days without calls are left out, and who has none. */
  costsByDay(asked: {
    readonly days: DayRange;
    readonly people: readonly string[];
  }): Promise<ReadonlyMap<string, ReadonlyMap<Day, bigint>>>;
  /** The most expensive people, destinations, … of whole days: by cost, then by seconds, then by key. */
  ranked(asked: {
    readonly days: DayRange;
    readonly by: UsageBy;
    readonly top: number;
    /** Whether people's names are looked up; they are where it is left out. */
    readonly isNamed?: boolean;
  }): Promise<UsageRanking>;
  /** People by their keys, as their last calls have them, whenever those were; who has none is left out. */
  lastCallers(keys: readonly string[]): Promise<ReadonlyMap<string, LastCaller>>;
  /** At most `limit` people with calls in a month of the wallet's zone, in the order of their keys, after one or from the first. */
  peopleOfMonth(asked: {
    readonly month: Month;
    readonly after?: UsageKey | undefined;
    readonly limit: number;
  }): Promise<readonly PersonUsage[]>;
  /**
   * At most `limit` people in whose charges a month's statement and the calls of the month differ, since some were recorded after their month had
   * closed (L12); in the order of their keys, after one or from the first. What comes and goes again may leave a difference of zero.
   */
  lateOfMonth(asked: {
    readonly month: Month;
    readonly after?: UsageKey | undefined;
    readonly limit: number;
  }): Promise<readonly LateCharge[]>;
  /**
   * What the standing calls that began in a window have in common, in no order. No sum of it is kept: the rows of the window are added up, so
   * that it should be a day at a time.
   */
  callMix(window: Window): Promise<readonly CallMix[]>;
  /** Standing calls of some people that began in a window, in no order; '' are those of nobody known, or of people who were erased. */
  callsOf(asked: { readonly people: readonly string[]; readonly window: Window }): Promise<readonly PersonCall[]>;
  /** Whose calls these rows are: by the version that stands, else by the last to arrive. Rows that are not known are left out. */
  callersOf(rowIds: readonly string[]): Promise<ReadonlyMap<string, UsageKey>>;
  /** Standing calls of whole days, by their start and then their id, the last first. */
  calls(asked: AskedCalls): Promise<CallPage>;
}
