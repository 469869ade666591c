import { dayOf, nextDay, planDays, startsOfDays, type CallMix, type Instant, type TimeZone } from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';

export interface PlanDaysNeeds {
  readonly rows: Pick<Rows, 'usageByDay' | 'callMix'>;
  readonly stopping: AbortSignal;
}

/** One of the days that plans are judged by. */
export interface PlanDay {
  /** Its first instant in the wallet's zone. */
  readonly start: Instant;
  readonly calls: number;
  /** Another wherever its calls come to something else. */
  readonly sums: string;
  /** What its standing calls have in common. Of very many that takes long: it throws when the program stops. */
  readonly read: () => Promise<readonly CallMix[]>;
}

/** The last days, oldest first, today included. */
export async function planDaysOf(
  { rows, stopping }: PlanDaysNeeds,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<readonly PlanDay[]> {
  const starts = startsOfDays(planDays, now, timeZone);
  const days = { first: dayOf(starts[0] ?? now, timeZone), last: dayOf(now, timeZone) };
  const usage = new Map((await rows.usageByDay({ days })).map(one => [one.day, one]));
  return starts.map(start => {
    const { calls = 0, seconds, cost, drawn } = usage.get(dayOf(start, timeZone)) ?? {};
    return {
      ...{ start, calls, sums: [calls, seconds, cost, drawn].join(' ') },
      read: async () => {
        stopping.throwIfAborted();
        return calls === 0 ? [] : rows.callMix({ from: start, to: nextDay(start, timeZone) });
      },
    };
  });
}
