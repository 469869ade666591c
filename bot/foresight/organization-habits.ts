import {
  addDays,
  dayOf,
  judgedDays,
  lastDays,
  learningWeeks,
  medianOf,
  watchedDays,
  type Instant,
  type OrganizationHabits,
  type TimeZone,
} from '../../core/index.ts';
import type { PersonUsage, Rows } from '../ports/index.ts';

/** So many people and destinations are told apart, those that cost most first. */
const mostPeople = 100_000;
const mostDestinations = 5000;

/** What an organization usually calls, from the kept sums, and what each of its people spent in the days that are judged. */
export async function readOrganizationHabits(
  rows: Pick<Rows, 'ranked' | 'usageByDay'>,
  { at, timeZone }: { readonly at: Instant; readonly timeZone: TimeZone },
): Promise<{ readonly habits: OrganizationHabits; readonly spending: readonly PersonUsage[] }> {
  const today = dayOf(at, timeZone);
  const judged = lastDays(judgedDays + 1, today);
  const before = { first: addDays(today, 1 - watchedDays), last: addDays(judged.first, -1) };
  const destinations = { by: 'destination', top: mostDestinations } as const;
  const [past, recent] = [
    await rows.ranked({ ...destinations, days: before }),
    await rows.ranked({ ...destinations, days: judged }),
  ];
  const people = await rows.ranked({ days: judged, by: 'person', top: mostPeople, isNamed: false });
  const [firstDay] = await rows.usageByDay({ days: { ...before, last: today } });
  const callsTo = new Map<string, { readonly past: number; readonly recent: number }>();
  for (const { key, calls } of past.lines) callsTo.set(key ?? '', { past: calls, recent: 0 });
  for (const { key, calls } of recent.lines)
    callsTo.set(key ?? '', { past: callsTo.get(key ?? '')?.past ?? 0, recent: calls });
  const weeks = people.lines.map(({ cost }) => Number(cost) / (judgedDays / 7)).filter(cost => cost > 0);
  return {
    habits: {
      people: people.lines.length + people.others.lines,
      isLearning: (firstDay?.day ?? today) > addDays(judged.first, -7 * learningWeeks),
      callsTo,
      usualWeek: medianOf(weeks),
    },
    spending: people.lines,
  };
}
