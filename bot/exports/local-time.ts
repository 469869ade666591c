import { quarterMs, type Instant, type TimeZone } from '../../core/index.ts';

/** Instants as the clocks of a time zone show them. Lists are in order of time: the offset of the quarter of an hour before is kept. */
export class LocalTime {
  readonly #timeZone: TimeZone;
  #quarter = Number.NaN;
  #offsetMs = 0;

  constructor(timeZone: TimeZone) {
    this.#timeZone = timeZone;
  }

  /** 2026-10-01T12:00:00+02:00 */
  iso(at: Instant): string {
    const offsetMs = this.#offsetAt(at);
    const minutes = Math.abs(offsetMs) / 60_000;
    const two = (number: number): string => String(number).padStart(2, '0');
    const offset = `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes) % 60)}`;
    return `${new Date(at + offsetMs).toISOString().slice(0, 19)}${offset}`;
  }

  /** Days since the end of 1899, as spreadsheets count them. */
  serial(at: Instant): number {
    return Math.round((at + this.#offsetAt(at)) / 1000) / 86_400 + 25_569;
  }

  #offsetAt(at: Instant): number {
    const quarter = Math.floor(at / quarterMs);
    if (quarter !== this.#quarter) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.#timeZone);
      this.#offsetMs = zoned.offsetNanoseconds / 1_000_000;
      this.#quarter = quarter;
    }
    return this.#offsetMs;
  }
}
