import { dayMs, hourMs, minuteMs, monthOf, type Instant } from './calendar.ts';
import { err, ok, type Result } from './result.ts';
import { backOffMs, coolDownMs } from './rule.ts';
import type { Wallet } from './wallet.ts';

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

/**
 * The instant that an accepted reading stands for in a wallet: one a little behind the last entry's, as processes are to each other, is
 * that one; one far behind is itself, since the entries before it were recorded ahead of time.
 */
export const instantFor = ({ at }: Pick<Wallet, 'at'>, reading: Instant): Instant =>
  reading < at - clockSlackMs ? reading : Math.max(reading, at);

/** What a wallet waits for after its time fell back to `at`: nothing that was set ahead of time holds for longer than it would have. */
export function withTimeBack(wallet: Wallet, at: Instant): Partial<Wallet> {
  const { terms, memory, openedAt = at } = wallet;
  const month = terms === undefined ? memory.month : monthOf(at, terms.timeZone);
  return {
    openedAt: Math.min(openedAt, at),
    memory: {
      ...memory,
      coolUntil: Math.min(memory.coolUntil, at + coolDownMs),
      retryAt: Math.min(memory.retryAt, at + longestBackOffMs),
      // What was requested ahead of time was requested in the month that it really was.
      month: memory.month > month ? month : memory.month,
    },
  };
}

const longestBackOffMs = backOffMs.at(-1) ?? hourMs;
