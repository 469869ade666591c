import { dayMs, startsOfDays, weekdayOf, type Instant, type TimeZone } from '../../../core/index.ts';
import { Chance } from './chance.ts';
import { places, type Place } from './places.ts';

/** How somebody calls: calls on a workday, foreign relations, how often a new one comes up (a month), and what else they do. */
export interface Role {
  readonly name: string;
  readonly perDay: number;
  readonly relations: number;
  readonly newPerMonth: number;
  readonly abroad: number;
  readonly travels: number;
  readonly nights: number;
  readonly conferences: number;
  readonly share: number;
}

const role = (name: string, facts: Partial<Role> & Pick<Role, 'perDay' | 'share'>): Role => ({
  ...{ name, relations: 1, newPerMonth: 0.02, abroad: 0.2, travels: 0.004, nights: 0.003, conferences: 0 },
  ...facts,
});

/** The roles of an organization, by their share of its people. */
export const roles: readonly Role[] = [
  role('light', { perDay: 0.12, share: 50, relations: 0.5 }),
  role('clerk', { perDay: 0.6, share: 20 }),
  role('office', { perDay: 1.6, share: 12, relations: 2, newPerMonth: 0.06 }),
  role('seller', { perDay: 6, share: 8, relations: 5, newPerMonth: 0.3, abroad: 0.5, travels: 0.04 }),
  role('executive', { perDay: 2, share: 3, relations: 4, newPerMonth: 0.15, abroad: 0.5, travels: 0.08, nights: 0.02 }),
  role('organizer', { perDay: 2.5, share: 4, relations: 3, newPerMonth: 0.08, conferences: 0.6 }),
  role('support', { perDay: 4, share: 2, relations: 3, newPerMonth: 0.05, abroad: 0.4, nights: 0.06 }),
  role('conference line', { perDay: 12, share: 1, relations: 4, newPerMonth: 0.2, conferences: 0.95 }),
];

/** Half a year: a quarter to learn from, and one more. */
export const historyDays = 182;

/** A campaign: many call the same place for some weeks, in short calls. */
export interface Campaign {
  readonly place: Place;
  readonly firstDay: number;
  readonly days: number;
  readonly perDay: number;
  readonly isEvening: boolean;
}

/** An organization with its calendar and what its people share. */
export interface Organization {
  readonly seed: number;
  readonly people: number;
  readonly timeZone: TimeZone;
  readonly home: Place;
  readonly relations: readonly Place[];
  readonly campaigns: readonly Campaign[];
  /** The first instant of each day, and of each whether people work, or it is at the month's end. */
  readonly days: readonly Instant[];
  readonly isWorkday: readonly boolean[];
  readonly isMonthEnd: readonly boolean[];
}

const homes: readonly (readonly [TimeZone, string])[] = [
  ['America/New_York', 'United States'],
  ['America/Los_Angeles', 'United States'],
  ['Europe/London', 'United Kingdom'],
  ['Europe/Berlin', 'Germany'],
  ['Asia/Shanghai', 'China'],
  ['Australia/Sydney', 'Australia'],
];

/** An organization of so many people, the same for the same seed. */
export function organizationOf(seed: number, people: number): Organization {
  const chance = new Chance(seed);
  const [timeZone, homeName] = chance.pick(homes);
  const home = places.find(({ name }) => name === homeName)!;
  const end = Date.UTC(2026, chance.whole(0, 11), chance.whole(1, 28));
  const days = startsOfDays(historyDays, end, timeZone);
  const holidays = new Set(Array.from({ length: 5 }, () => chance.whole(0, historyDays - 1)));
  const isWorkday = days.map((start, day) => weekdayOf(start + dayMs / 2, timeZone) <= 5 && !holidays.has(day));
  const count = 2 + chance.poisson(4 * Math.log10(people + 1));
  const relations = new Set<Place>();
  for (let drawn = 0; drawn < count; drawn += 1) relations.add(chance.weighted(places, ({ business }) => business));
  const known = [...relations].filter(place => place !== home);
  return {
    ...{ seed, people, timeZone, home, relations: known, days, isWorkday },
    campaigns: people < 20 ? [] : Array.from({ length: chance.whole(0, 2) }, () => campaignOf(chance, known, home)),
    isMonthEnd: days.map(
      start => new Date(start + 3.5 * dayMs).getUTCMonth() !== new Date(start + dayMs / 2).getUTCMonth(),
    ),
  };
}

function campaignOf(chance: Chance, known: readonly Place[], home: Place): Campaign {
  const kind = chance.next();
  const world = places.filter(({ business }) => business >= 0.5);
  const place =
    kind < 0.4
      ? home
      : kind < 0.75 && known.length > 0
        ? chance.pick(known)
        : chance.weighted(world, one => one.business);
  return {
    place,
    firstDay: chance.whole(5, historyDays - 20),
    days: chance.whole(5, 20),
    perDay: chance.between(4, 15),
    isEvening: chance.happens(0.25),
  };
}
