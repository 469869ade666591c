import { hourMs, type Instant, type TimeZone } from './calendar.ts';

/** The hour of the week of an instant: 0 for Monday from midnight to 1:00 … 167 for Sunday from 23:00. */
export type HourOfWeek = (at: Instant) => number;

/** 1970-01-01 was a Thursday. */
const hoursSinceMonday = 3 * 24;

/** Tells the hours of the week of a zone between two instants: its offsets are looked up once, so that a million calls cost little. */
export function hoursOfWeek(
  timeZone: TimeZone,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): HourOfWeek {
  const offsets = offsetsOf(timeZone, { from, to });
  return at => {
    let offset = 0;
    for (const one of offsets) if (at >= one.from) offset = one.offsetMs;
    const hour = Math.floor((at + offset) / hourMs) + hoursSinceMonday;
    return ((hour % 168) + 168) % 168;
  };
}

interface Offset {
  readonly from: Instant;
  readonly offsetMs: number;
}

function offsetsOf(
  timeZone: TimeZone,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): readonly Offset[] {
  let local = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  const offsets: Offset[] = [{ from: -Infinity, offsetMs: local.offsetNanoseconds / 1e6 }];
  for (;;) {
    const next = local.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds > to) return offsets;
    local = next;
    offsets.push({ from: local.epochMilliseconds, offsetMs: local.offsetNanoseconds / 1e6 });
  }
}
