import { dayMs, hourMs, minuteMs, type Instant, type SpentCall } from '../../../core/index.ts';
import { Chance } from './chance.ts';
import { recorded, type PlacedCall } from './clean-calls.ts';
import type { Organization } from './organization.ts';
import { places, premiumPlaces, type Place } from './places.ts';

/** The six kinds of fraud. */
export const fraudKinds = [
  'night burst',
  'forwarding',
  'slow leak',
  'stolen account',
  'many destinations',
  'conference dial-out',
] as const;
export type FraudKind = (typeof fraudKinds)[number];

interface Plan {
  readonly chance: Chance;
  readonly organization: Organization;
  /** The first day of it. */
  readonly day: number;
  /** Where this person's own calls go. */
  readonly usual: readonly Place[];
}

/** The calls of a fraud of that kind on somebody's account, begun on that day, in the order of their start. */
export function plantedFraud(
  kind: FraudKind,
  {
    organization,
    person,
    day,
    calls,
  }: {
    readonly organization: Organization;
    readonly person: number;
    readonly day: number;
    readonly calls: readonly SpentCall[];
  },
): readonly SpentCall[] {
  const chance = new Chance(organization.seed * 31 + person * 1009 + day * 17 + fraudKinds.indexOf(kind) * 7 + 5);
  const names = new Set(calls.map(({ destination }) => destination));
  const plan = { chance, organization, day, usual: places.filter(({ name }) => names.has(name)) };
  return recorded(makers[kind](plan), chance);
}

const makers: Readonly<Record<FraudKind, (plan: Plan) => readonly PlacedCall[]>> = {
  'night burst': nightBurst,
  forwarding,
  'slow leak': slowLeak,
  'stolen account': stolenAccount,
  'many destinations': manyDestinations,
  'conference dial-out': conferenceDialOut,
};

/** Mostly where fraud goes; one in ten where anybody calls. */
const fraudPlace = (chance: Chance): Place =>
  chance.happens(0.1)
    ? chance.weighted(places, ({ business }) => business)
    : chance.weighted(places, ({ fraud }) => fraud);

const call = (
  start: Instant,
  {
    place,
    seconds,
    callType = 'user_out',
  }: { readonly place: Place; readonly seconds: number; readonly callType?: string },
): PlacedCall => ({
  ...{ start, place, callType, isFree: false },
  seconds: Math.max(1, Math.ceil(seconds)),
});

function nightBurst({ chance, organization, day }: Plan): readonly PlacedCall[] {
  const targets = Array.from({ length: chance.whole(1, 4) }, () => fraudPlace(chance));
  return Array.from({ length: chance.whole(1, 3) }, (_, night) => {
    const begins = organization.days[day + night]! + chance.between(0, 4.5) * hourMs;
    const lasts = chance.between(20, 240) * minuteMs;
    return Array.from({ length: chance.whole(12, 150) }, () =>
      call(begins + chance.between(0, lasts), { place: chance.pick(targets), seconds: chance.lognormal(200, 0.7) }),
    );
  }).flat();
}

function forwarding({ chance, organization, day }: Plan): readonly PlacedCall[] {
  const place = chance.happens(0.6) ? chance.weighted(premiumPlaces, ({ fraud }) => fraud) : fraudPlace(chance);
  const begins = organization.days[day]! + chance.between(0, 24) * hourMs;
  const hours = chance.between(6, 72);
  return Array.from({ length: chance.whole(8, 120) }, () =>
    call(begins + chance.between(0, hours) * hourMs, {
      place,
      seconds: chance.lognormal(260, 0.8),
      callType: 'user_out_forwarding',
    }),
  );
}

/** One to four calls a day, for weeks, half of them within working hours. */
function slowLeak({ chance, organization, day }: Plan): readonly PlacedCall[] {
  const place = fraudPlace(chance);
  const hours = chance.happens(0.5) ? [8, 18] : [0, 24];
  return Array.from({ length: chance.whole(12, 40) }, (_, later) =>
    Array.from({ length: chance.whole(1, 4) }, () =>
      call(
        organization.days[Math.min(day + later, organization.days.length - 1)]! +
          chance.between(hours[0]!, hours[1]!) * hourMs,
        {
          place,
          seconds: chance.lognormal(420, 0.6),
        },
      ),
    ),
  ).flat();
}

/** Somebody else calls too, at any hour, also where the owner does. */
function stolenAccount({ chance, organization, day, usual }: Plan): readonly PlacedCall[] {
  const targets = Array.from({ length: chance.whole(2, 6) }, () => fraudPlace(chance));
  return Array.from({ length: chance.whole(1, 5) }, (_, later) =>
    Array.from({ length: chance.whole(20, 100) }, () => {
      const isCover = usual.length > 0 && chance.happens(0.3);
      const start = organization.days[day + later]! + chance.between(0, 24) * hourMs;
      return call(start, {
        place: isCover ? chance.pick(usual) : chance.pick(targets),
        seconds: chance.lognormal(180, 0.9),
      });
    }),
  ).flat();
}

/** Tries where it pays: a few short calls each, then longer ones to some of them. */
function manyDestinations({ chance, organization, day }: Plan): readonly PlacedCall[] {
  const begins =
    organization.days[day]! + (chance.happens(0.5) ? chance.between(8, 16) : chance.between(0, 24)) * hourMs;
  const lasts = chance.between(1, 10) * hourMs;
  const targets = Array.from({ length: chance.whole(8, 30) }, () => fraudPlace(chance));
  const tried = targets.flatMap(place =>
    Array.from({ length: chance.whole(1, 3) }, () =>
      call(begins + chance.between(0, lasts), { place, seconds: chance.lognormal(40, 0.8) }),
    ),
  );
  const good = targets.slice(0, 3);
  const pumped = Array.from({ length: chance.whole(10, 60) }, () =>
    call(begins + lasts + chance.between(0, 24) * hourMs, {
      place: chance.pick(good),
      seconds: chance.lognormal(300, 0.6),
    }),
  );
  return [...tried, ...pumped];
}

/** Conferences that call the same numbers again and again, in parallel. */
function conferenceDialOut({ chance, organization, day }: Plan): readonly PlacedCall[] {
  const targets = Array.from({ length: chance.whole(1, 3) }, () => fraudPlace(chance));
  const isAtNight = chance.happens(0.5);
  return Array.from({ length: chance.whole(1, 6) }, (_, number) => {
    const hour = isAtNight ? chance.between(0, 6) : chance.between(8, 19);
    const begins = organization.days[day]! + hour * hourMs + number * chance.between(0.5, 20) * hourMs;
    const lasts = chance.lognormal(15, 0.6) * 60;
    return Array.from({ length: chance.whole(5, 25) }, () =>
      call(begins + chance.between(0, 5) * minuteMs, {
        place: chance.pick(targets),
        seconds: lasts * chance.between(0.6, 1),
        callType: 'conf_out',
      }),
    );
  }).flat();
}

/** The last day on which a fraud may begin, so that it is over before the history is. */
export const lastFraudDay = (organization: Organization): number => organization.days.length - 45;

/** When a row of the log is known: a day or two after its call, by batches of an hour. */
export function arrivalOf(call: SpentCall, chance: Chance): Instant {
  return Math.ceil((call.start + call.seconds * 1000 + dayMs + chance.next() * dayMs) / hourMs) * hourMs;
}
