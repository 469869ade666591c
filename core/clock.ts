import { dayMs, minuteMs, type Instant } from './calendar.ts';
import { err, ok, type Result } from './result.ts';

/** What another machine's clock says of the present. */
export interface WitnessTime {
  /** Whose clock it is, such as `graph.microsoft.com`. */
  readonly name: string;
  readonly at: Instant;
}

/** Why a reading of this machine's clock is not accepted: all instants in wall time, before a sandbox's offset (L13). */
export interface ClockDoubt {
  readonly kind: 'clock-jumped';
  /** The reading. */
  readonly at: Instant;
  /** The last accepted reading; null where there was none. */
  readonly last: Instant | null;
  /** The witness that disagrees; null where none answered, and the reading is too far from the last accepted one. */
  readonly witness: WitnessTime | null;
}

/** How far a reading may be from a witness's clock, or behind the last accepted one, in ms (L13). */
export const clockSlackMs = 5 * minuteMs;
/** How far a reading may be ahead of the last accepted one where no witness answers, in ms (L13). */
export const clockLeapMs = 31 * dayMs;

/**
 * Whether a reading of this machine's clock is accepted (L13): one within 5 min of a witness's clock, whatever was kept, and no other
 * while one answers; else one from 5 min before the last accepted reading to 31 days after it, and the first ever.
 */
export function judge(
  reading: Instant,
  kept: Instant | null,
  witness: WitnessTime | null,
): Result<Instant, ClockDoubt> {
  const isAccepted =
    witness === null
      ? kept === null || (reading >= kept - clockSlackMs && reading <= kept + clockLeapMs)
      : Math.abs(reading - witness.at) <= clockSlackMs;
  return isAccepted ? ok(reading) : err({ kind: 'clock-jumped', at: reading, last: kept, witness });
}
