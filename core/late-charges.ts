import { startOfMonth, type Instant } from './calendar.ts';
import { instantOf, type Entry } from './entries.ts';
import { add, type Micros } from './money.ts';
import { graceMs, type AskedStatement } from './statement.ts';

/**
 * In what the calls of a month and its statement differ, row by row (L12): a statement has what was recorded late about the months before,
 * and lacks what was recorded after it had closed. What the rows of a month draw now, and this, is what its statement says was used.
 */
export class LateCharges {
  readonly #from: Instant;
  readonly #to: Instant;
  readonly #until: Instant;
  readonly #byRow = new Map<string, Micros>();
  #latest: Instant = Number.MIN_SAFE_INTEGER;

  constructor({ terms, month, now }: AskedStatement) {
    this.#from = startOfMonth(month, terms.timeZone);
    this.#to = startOfMonth(month, terms.timeZone, 1);
    this.#until = Math.min(this.#to - 1, Math.max(now, this.#from));
  }

  /** What was recorded before this changes nothing: no need to read it. */
  get readFrom(): Instant {
    return this.#from;
  }

  /** When the last call of the month began that was recorded: later than now only where the clock has gone back. */
  get latest(): Instant {
    return this.#latest;
  }

  /** By how much each row's part of the statement is more than what the row draws in its month. */
  get byRow(): ReadonlyMap<string, Micros> {
    return this.#byRow;
  }

  /** The next entry of the journal. */
  add(entry: Entry): void {
    if (entry.kind !== 'call-drawn' && entry.kind !== 'call-reversed') return;
    const recorded = instantOf(entry);
    for (const { account, at, amount } of entry.postings) {
      if (account !== 'usage' || at >= this.#to) continue;
      if (at >= this.#from) this.#latest = Math.max(this.#latest, at);
      const isInClosing = at <= this.#until && recorded < this.#to + graceMs;
      const isInOpening = at < this.#from && recorded < this.#from + graceMs;
      const times = Number(isInClosing) - Number(isInOpening) - Number(at >= this.#from);
      if (times === 0) continue;
      const row = rowOf(entry);
      this.#byRow.set(row, add(this.#byRow.get(row) ?? 0, times * amount));
    }
  }
}

/** The entry of a call has the row's id before that of its version. */
const rowOf = (entry: Entry & { readonly kind: 'call-drawn' | 'call-reversed' }): string =>
  entry.kind === 'call-reversed' ? entry.facts.row : entry.id.slice(0, entry.id.lastIndexOf('#'));
