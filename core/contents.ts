import { dayOf, quarterMs, type Instant, type TimeZone } from './calendar.ts';
import type { Day, DayRange } from './days.ts';
import { termsIn, type Entry } from './entries.ts';

/** What an entry is about. */
export type EntryGroup = 'payments' | 'calls' | 'rules' | 'evaluations' | 'alerts';

const groupOf: Record<Exclude<Entry['kind'], 'call-drawn'>, EntryGroup> = {
  'wallet-opened': 'rules',
  'opening-moved': 'rules',
  'credits-bought': 'payments',
  'payment-requested': 'payments',
  'payment-settled': 'payments',
  'payment-linked': 'payments',
  'payment-declined': 'payments',
  'payment-cancelled': 'payments',
  'payment-left-unknown': 'payments',
  'call-reversed': 'calls',
  'questions-answered': 'calls',
  'credits-refunded': 'payments',
  'credits-charged-back': 'payments',
  'charge-back-reversed': 'payments',
  'purchase-reversed': 'payments',
  'return-reversed': 'payments',
  'balance-reconciled': 'payments',
  'reconciliation-reversed': 'payments',
  'lots-expired': 'payments',
  'rule-set': 'rules',
  'thresholds-set': 'rules',
  'payment-method-set': 'rules',
  'backup-method-set': 'rules',
  'recharge-evaluated': 'evaluations',
  'alert-raised': 'alerts',
  'alert-ended': 'alerts',
  'mode-adopted': 'rules',
  'rows-erased': 'calls',
  'clock-moved': 'rules',
  'approval-limit-set': 'rules',
  'approval-asked': 'payments',
  'approval-granted': 'payments',
  'approval-declined': 'payments',
  'approval-withdrawn': 'payments',
  'approval-expired': 'payments',
};

/** The calls that were recorded on one day; `first` is the seq of the day's first entry, of whatever kind. */
export interface RecordedDay {
  readonly day: Day;
  readonly first: number;
  readonly calls: number;
  /** Entries that changed what a call before had cost. */
  readonly corrections: number;
  readonly amount: bigint;
}

/** A day that may not be over. */
type Recording = { -readonly [Name in keyof RecordedDay]: RecordedDay[Name] };

/** A line of a history: one entry, or the calls of a day together. */
export type ContentsLine =
  { readonly kind: 'entry'; readonly seq: number } | { readonly kind: 'calls'; readonly calls: RecordedDay };

/** Some lines, the newest first, and where the next older ones begin; undefined where there are none. */
export interface ContentsPage {
  readonly lines: readonly ContentsLine[];
  readonly older: number | undefined;
}

/** The stored form of a table of contents. */
export interface KeptContents {
  readonly timeZone: TimeZone;
  readonly days: readonly (readonly [Day, number, number, number, string])[];
  readonly entries: readonly (readonly [number, EntryGroup])[];
}

/**
 * The journal's table of contents, a fold of it: where each day's entries begin, how many calls they record and for how much, and where
 * every other entry stands. A page of a history is found in it without reading the journal.
 */
export class Contents {
  #timeZone: TimeZone = 'UTC';
  readonly #days: Recording[] = [];
  readonly #entries: (readonly [number, EntryGroup])[] = [];
  #quarter = Number.NaN;

  static of({ timeZone, days, entries }: KeptContents): Contents {
    const contents = new Contents();
    contents.#timeZone = timeZone;
    for (const [day, first, calls, corrections, amount] of days)
      contents.#days.push({ day, first, calls, corrections, amount: BigInt(amount) });
    contents.#entries.push(...entries);
    return contents;
  }

  kept(): KeptContents {
    return {
      timeZone: this.#timeZone,
      days: this.#days.map(({ day, first, calls, corrections, amount }) => [
        day,
        first,
        calls,
        corrections,
        String(amount),
      ]),
      entries: this.#entries,
    };
  }

  add(entry: Entry): void {
    if (entry.kind === 'wallet-opened') this.#timeZone = termsIn(entry).timeZone;
    const day = this.#dayOf(entry.recordedAt, entry.seq);
    if (entry.kind !== 'call-drawn') {
      this.#entries.push([entry.seq, groupOf[entry.kind]]);
      return;
    }
    const { cost, was } = entry.facts;
    if (was === null) day.calls += 1;
    else day.corrections += 1;
    day.amount += BigInt(cost) - BigInt(was?.cost ?? 0);
  }

  /** The day of the first entry; undefined where there is none. */
  get begun(): Day | undefined {
    return this.#days[0]?.day;
  }

  /** The lines before a place, or the newest, of some groups and of the days in a range; days are those of recording, in the wallet's zone. */
  page(asked: {
    readonly groups: readonly EntryGroup[];
    readonly days?: DayRange | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  }): ContentsPage {
    const { groups, limit, days } = asked;
    const end = Math.min(asked.before ?? Infinity, days === undefined ? Infinity : this.#startAfter(days.last));
    const start = days === undefined ? 0 : this.#startFrom(days.first);
    const lines: { readonly place: number; readonly line: ContentsLine }[] = [];
    const listed = this.#entries.filter(([, group]) => groups.includes(group));
    let entry = listed.findLastIndex(([seq]) => seq < end);
    const withCalls = groups.includes('calls') ? this.#days.filter(one => one.calls + one.corrections > 0) : [];
    let day = withCalls.findLastIndex(one => placeOfCalls(one) < end);
    while (lines.length <= limit) {
      const [seq = -1] = listed[entry] ?? [];
      const calls = withCalls[day];
      const place = Math.max(seq, calls === undefined ? -1 : placeOfCalls(calls));
      if (place < start) break;
      if (place === seq) {
        lines.push({ place, line: { kind: 'entry', seq } });
        entry -= 1;
      } else if (calls !== undefined) {
        lines.push({ place, line: { kind: 'calls', calls } });
        day -= 1;
      }
    }
    return {
      lines: lines.slice(0, limit).map(({ line }) => line),
      older: lines.length > limit ? lines[limit - 1]?.place : undefined,
    };
  }

  /** The day that is being recorded. An entry is never of an earlier day than the one before it. */
  #dayOf(at: Instant, seq: number): Recording {
    const last = this.#days.at(-1);
    const quarter = Math.floor(at / quarterMs);
    if (last !== undefined && quarter === this.#quarter) return last;
    this.#quarter = quarter;
    const day = dayOf(at, this.#timeZone);
    if (last !== undefined && day <= last.day) return last;
    const begun = { day, first: seq, calls: 0, corrections: 0, amount: 0n };
    this.#days.push(begun);
    return begun;
  }

  #startFrom(day: Day): number {
    const first = this.#days.find(one => one.day >= day);
    return first === undefined ? Infinity : placeOfCalls(first);
  }

  #startAfter(day: Day): number {
    const next = this.#days.find(one => one.day > day);
    return next === undefined ? Infinity : placeOfCalls(next);
  }
}

/** The calls of a day stand after its other entries, and keep their place while more come. */
const placeOfCalls = ({ first }: Pick<RecordedDay, 'first'>): number => first - 0.5;
