import { hourMs, minuteMs, microsPerUnit, type Instant, type SpentCall } from '../../../core/index.ts';
import { Chance } from './chance.ts';
import { historyDays, roles, type Organization, type Role } from './organization.ts';
import { places, type Place } from './places.ts';

/** A call on its way into a history: without what it cost. */
export interface PlacedCall {
  readonly start: Instant;
  readonly seconds: number;
  readonly place: Place;
  readonly callType: string;
  readonly isFree: boolean;
}

/** What somebody is like: drawn once. */
interface Person {
  readonly role: Role;
  readonly chance: Chance;
  readonly organization: Organization;
  readonly busy: number;
  readonly hasPlan: boolean;
  readonly relations: Place[];
  readonly firstDay: number;
  readonly lastDay: number;
  readonly vacation: readonly [number, number];
  readonly forwardsFrom: number;
}

/** The calls of one person of an organization without any fraud, the same for the same seed and number, in the order of their start. */
export function cleanCalls(organization: Organization, number: number): readonly SpentCall[] {
  const person = personOf(organization, number);
  const calls: PlacedCall[] = [];
  for (let day = person.firstDay; day <= person.lastDay; day += 1) calls.push(...callsOfDay(person, day));
  calls.push(
    ...newRelations(person),
    ...travels(person),
    ...incidents(person),
    ...privateCalls(person),
    ...campaignCalls(person),
  );
  const now = calls.filter(({ start }) => start < organization.days.at(-1)!);
  return recorded(now, person.chance);
}

function personOf(organization: Organization, number: number): Person {
  const chance = new Chance(organization.seed * 7919 + number * 104_729 + 1);
  const role = chance.weighted(roles, ({ share }) => share);
  const isNew = chance.happens(0.12);
  const hasLeft = chance.happens(0.05);
  const leave = chance.whole(0, historyDays);
  const count = organization.relations.length === 0 ? 0 : chance.poisson(role.relations);
  return {
    ...{ role, chance, organization },
    busy: chance.lognormal(1, 0.5),
    hasPlan: chance.happens(0.6),
    relations: Array.from({ length: count }, () => chance.weighted(organization.relations, ({ business }) => business)),
    firstDay: isNew ? chance.whole(0, historyDays - 1) : 0,
    lastDay: hasLeft ? chance.whole(20, historyDays - 1) : historyDays - 1,
    vacation: [leave, leave + chance.whole(5, 16)],
    forwardsFrom: chance.happens(0.15) ? 0 : chance.happens(0.12) ? chance.whole(0, historyDays) : historyDays,
  };
}

function callsOfDay(person: Person, day: number): readonly PlacedCall[] {
  const { role, chance, organization, busy } = person;
  if (day >= person.vacation[0] && day <= person.vacation[1]) return [];
  const isWorkday = organization.isWorkday[day]!;
  const isAtEnd = organization.isMonthEnd[day]! && (role.name === 'clerk' || role.conferences > 0);
  const rate = role.perDay * busy * (isWorkday ? 1 : role.name === 'support' ? 0.4 : 0.03) * (isAtEnd ? 1.8 : 1);
  const forwarded = day >= person.forwardsFrom && isWorkday ? chance.poisson(0.7) : 0;
  const meetings = role.conferences > 0 ? chance.poisson((rate * role.conferences) / 6) : 0;
  return [
    ...Array.from({ length: chance.poisson(rate * (1 - role.conferences)) }, () => ordinaryCall(person, day)),
    ...Array.from({ length: forwarded }, () => ({
      ...callTo(person, organization.home, timeOn(person, day)),
      callType: 'user_out_forwarding',
    })),
    ...Array.from({ length: meetings }, () => meeting(person, day)).flat(),
  ];
}

function ordinaryCall(person: Person, day: number): PlacedCall {
  const { role, chance, organization, relations } = person;
  const at = timeOn(person, day);
  if (chance.happens(0.0015))
    return callTo(
      person,
      chance.weighted(places, ({ business }) => Math.sqrt(business)),
      at,
    );
  if (organization.relations.length > 0 && chance.happens(0.008))
    return callTo(person, chance.pick(organization.relations), at);
  const isAbroad = relations.length > 0 && chance.happens(role.abroad);
  return callTo(person, isAbroad ? chance.pick(relations) : organization.home, at);
}

function callTo({ chance, hasPlan, organization }: Person, place: Place, start: Instant): PlacedCall {
  const seconds = Math.min(4 * 3600, Math.ceil(chance.lognormal(150, 1.1)));
  return { start, seconds, place, callType: 'user_out', isFree: hasPlan && place === organization.home };
}

/** Mostly within working hours; some late, few at night. */
function timeOn({ role, chance, organization }: Person, day: number): Instant {
  const kind = chance.next();
  const daytime = chance.happens(0.5) ? chance.normal(10.4, 1.2) : chance.normal(14.9, 1.4);
  const hour =
    kind < role.nights ? chance.between(22, 30) % 24 : kind < role.nights + 0.05 ? chance.between(18, 22) : daytime;
  return organization.days[day]! + hour * hourMs;
}

/** A conference: people dial in, and some are called, all at its beginning. */
function meeting(person: Person, day: number): readonly PlacedCall[] {
  const { chance, organization, relations } = person;
  const hour = Math.round(2 * Math.min(20, Math.max(7, chance.normal(12.5, 2.6)))) / 2;
  const begins = organization.days[day]! + hour * hourMs;
  const lasts = chance.lognormal(40, 0.5) * 60;
  const guest = chance.happens(0.06) ? chance.weighted(places, ({ business }) => business) : undefined;
  return Array.from({ length: 1 + chance.poisson(chance.happens(0.1) ? 18 : 5) }, (_, index): PlacedCall => {
    const isOut = chance.happens(0.5);
    const place =
      index === 0 && guest !== undefined
        ? guest
        : relations.length > 0 && chance.happens(0.35)
          ? chance.pick(relations)
          : organization.home;
    const start = begins + chance.between(-2, 6) * minuteMs;
    const seconds = Math.ceil(lasts * chance.between(0.5, 1.1));
    return {
      start,
      seconds,
      place,
      callType: isOut ? 'conf_out' : 'conf_in',
      isFree: place.rate < 0.03 && chance.happens(0.4),
    };
  });
}

/** New customers: mostly where the organization has some already, and busiest in the first week. */
function newRelations(person: Person): readonly PlacedCall[] {
  const { role, chance, organization, firstDay, lastDay } = person;
  const months = (lastDay - firstDay) / 30;
  return Array.from({ length: chance.poisson(role.newPerMonth * months) }, () => {
    const isKnown = organization.relations.length > 0 && chance.happens(0.7);
    const place = isKnown ? chance.pick(organization.relations) : chance.weighted(places, ({ business }) => business);
    const begins = chance.whole(firstDay, lastDay);
    const lasts = chance.whole(10, 110);
    const perDay = chance.lognormal(0.25, 0.7);
    const isEarlyOrLate = chance.happens(0.25);
    return daysFrom(person, begins, lasts).flatMap(day =>
      Array.from({ length: chance.poisson(day < begins + 7 ? 2 * perDay : perDay) }, () => {
        const start = isEarlyOrLate
          ? organization.days[day]! + chance.pick([7, 8, 18, 19, 20]) * hourMs
          : timeOn(person, day);
        return callTo(person, place, start + chance.between(0, 50) * minuteMs);
      }),
    );
  }).flat();
}

/** The workdays within some days. */
function daysFrom({ organization, lastDay }: Person, first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index).filter(
    day => day <= lastDay && organization.isWorkday[day] === true,
  );
}

/** Abroad for some days: other hours, and the phone forwards to a number there. */
function travels(person: Person): readonly PlacedCall[] {
  const { role, chance, organization, firstDay, lastDay } = person;
  return Array.from({ length: chance.poisson((role.travels * (lastDay - firstDay)) / 30) }, () => {
    const place = chance.weighted(places, ({ business }) => business);
    const shift = chance.pick([-9, -6, -3, -1, 0, 0, 1, 3, 6, 9]);
    const forwards = chance.happens(0.4);
    const begins = chance.whole(firstDay, lastDay);
    return daysFrom(person, begins, chance.whole(2, 9)).flatMap(day => {
      const at = (): Instant => timeOn(person, day) + shift * hourMs;
      const home = Array.from({ length: chance.poisson(2) }, () => callTo(person, organization.home, at()));
      const there = Array.from({ length: chance.poisson(1) }, () => callTo(person, place, at()));
      const sent = Array.from({ length: forwards ? chance.poisson(1.2) : 0 }, () => ({
        ...callTo(person, place, at()),
        callType: 'user_out_forwarding',
      }));
      return [...home, ...there, ...sent];
    });
  }).flat();
}

/** A night in which something is out of order: many calls in an hour, to whom one always calls. */
function incidents(person: Person): readonly PlacedCall[] {
  const { role, chance, organization, relations, firstDay, lastDay } = person;
  const perMonth = role.name === 'support' ? 0.08 : role.name === 'executive' ? 0.02 : 0.0005;
  return Array.from({ length: chance.poisson((perMonth * (lastDay - firstDay)) / 30) }, () => {
    const begins = organization.days[chance.whole(firstDay, lastDay)]! + chance.between(0, 5) * hourMs;
    return Array.from({ length: chance.whole(6, 16) }, () => {
      const place = relations.length > 0 && chance.happens(0.5) ? chance.pick(relations) : organization.home;
      return callTo(person, place, begins + chance.between(0, 100) * minuteMs);
    });
  }).flat();
}

/** Somebody calls a friend abroad on the company's account: honest, and strange all the same. */
function privateCalls(person: Person): readonly PlacedCall[] {
  const { chance, organization, firstDay, lastDay } = person;
  return Array.from({ length: chance.poisson((0.0001 * (lastDay - firstDay)) / 30) }, () => {
    const place = chance.weighted(places, ({ business }) => Math.sqrt(business));
    const begins = chance.whole(firstDay, lastDay);
    return Array.from({ length: chance.whole(3, 8) }, () => {
      const day = Math.min(historyDays - 1, begins + chance.whole(0, 14));
      return {
        ...callTo(person, place, organization.days[day]! + chance.between(18, 23) * hourMs),
        seconds: chance.whole(300, 2400),
      };
    });
  }).flat();
}

function campaignCalls(person: Person): readonly PlacedCall[] {
  const { role, chance, organization } = person;
  const takesPart = role.name === 'seller' ? 0.6 : role.name === 'office' || role.name === 'clerk' ? 0.08 : 0;
  return organization.campaigns.flatMap(({ place, firstDay, days, perDay, isEvening }) => {
    if (!chance.happens(takesPart)) return [];
    return daysFrom(person, firstDay, days).flatMap(day =>
      Array.from({ length: day < person.firstDay ? 0 : chance.poisson(perDay) }, () => {
        const start = isEvening ? organization.days[day]! + chance.between(18, 22) * hourMs : timeOn(person, day);
        return { ...callTo(person, place, start), seconds: Math.ceil(chance.lognormal(45, 0.9)) };
      }),
    );
  });
}

/** The calls as the log has them: begun minutes at the rate of their place, a connection fee now and then, and numbers. */
export function recorded(calls: readonly PlacedCall[], chance: Chance): readonly SpentCall[] {
  return calls
    .toSorted((one, other) => one.start - other.start)
    .map(({ start, seconds, place, callType, isFree }) => {
      const cents = Math.round(Math.ceil(seconds / 60) * place.rate * 100) + (chance.happens(0.2) ? 2 : 0);
      return {
        start: Math.round(start),
        seconds,
        cost: isFree ? 0 : (cents * microsPerUnit) / 100,
        callType,
        destination: place.name,
        callee: `${place.prefix}${chance.whole(100_000, 999_999)}`,
      };
    });
}
