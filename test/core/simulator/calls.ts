import { dayMs, hourMs, versionOf, type CallRow, type Instant, type Micros } from '../../../core/index.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import { aCall } from '../../support/builders.ts';

interface Report {
  readonly row: CallRow;
  readonly arrivesAt: Instant;
}

/** People who call, and a usage log that reports it late, twice, out of order, and corrected. */
export class People {
  readonly #random: () => number;
  #reports: Report[] = [];
  #count = 0;
  readonly #seen = new Map<string, Set<string>>();
  /** What must stand in the end: of each id the last unseen version to arrive (L10). */
  readonly standing = new Map<string, CallRow>();

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A few calls that began in the hours before `now`, with everything that will be reported of them. */
  call(now: Instant, most: Micros): void {
    for (let calls = Math.floor(this.#random() * 6); calls > 0; calls -= 1) {
      this.#count += 1;
      const start = now - Math.floor(this.#random() * 6 * hourMs);
      const row = aCall({ id: `call-${this.#count}`, start, charge: this.#amount(most) });
      const lag = this.#random() < 0.8 ? this.#random() * 4 * hourMs : this.#random() * 3 * dayMs;
      const arrivesAt = now + Math.floor(lag);
      this.#reports.push({ row, arrivesAt });
      if (this.#random() < 0.15) this.#reports.push({ row, arrivesAt: arrivesAt + Math.floor(this.#random() * dayMs) });
      if (this.#random() < 0.05) {
        const corrected = { ...row, charge: this.#random() < 0.3 ? 0 : this.#amount(most) };
        this.#reports.push({ row: corrected, arrivesAt: now + Math.floor(this.#random() * 20 * dayMs) });
      }
    }
  }

  /** What the log reports now, in random order, some rows for the second time. */
  reported(now: Instant): readonly CallRow[] {
    const due = this.#reports.filter(({ arrivesAt }) => arrivesAt <= now);
    this.#reports = this.#reports.filter(({ arrivesAt }) => arrivesAt > now || this.#random() < 0.1);
    return due
      .map(({ row }) => ({ row, place: this.#random() }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ row }) => row);
  }

  /** The rows were imported, in this order. */
  taken(rows: readonly CallRow[]): void {
    for (const row of rows) {
      const version = versionOf(row, sha256);
      const seen = this.#seen.get(row.id) ?? new Set();
      this.#seen.set(row.id, seen);
      if (seen.has(version)) continue;
      seen.add(version);
      this.standing.set(row.id, row);
    }
  }

  /** The rows could not be imported: they are reported again. */
  again(rows: readonly CallRow[], now: Instant): void {
    this.#reports.push(...rows.map(row => ({ row, arrivesAt: now })));
  }

  get areQuiet(): boolean {
    return this.#reports.length === 0;
  }

  #amount(most: Micros): Micros {
    return Math.floor(this.#random() ** 3 * most);
  }
}
