import {
  dayMs,
  freshDays,
  hoursOfWeek,
  hourMs,
  isIncoming,
  medianOf,
  microsPerUnit,
  unusualOf,
  type HourOfWeek,
  type Instant,
  type SpentCall,
  type UnusualSpend,
} from '../../../core/index.ts';
import { Chance } from './chance.ts';
import { cleanCalls } from './clean-calls.ts';
import { History } from './history.ts';
import { historyDays, organizationOf, type Organization } from './organization.ts';
import { arrivalOf, fraudKinds, lastFraudDay, plantedFraud, type FraudKind } from './planted-fraud.ts';

const unit = microsPerUnit;

/** An alarm on a clean history. */
export interface FalseAlarm {
  readonly seed: number;
  readonly people: number;
  readonly person: number;
  readonly at: Instant;
  readonly finding: UnusualSpend;
}

/** How a fraud was found: what it had cost by then, by the calls themselves and by what had come in. Undefined: never. */
export interface Outcome {
  readonly seed: number;
  readonly people: number;
  readonly person: number;
  readonly kind: FraudKind;
  readonly usualWeek: number;
  readonly total: number;
  readonly calls: number;
  readonly byCallTime: { readonly calls: number; readonly cost: number; readonly finding: UnusualSpend } | undefined;
  readonly byArrival: { readonly cost: number; readonly afterMs: number } | undefined;
}

/** What was seen in one organization. */
export interface Seen {
  readonly people: number;
  readonly rows: number;
  readonly months: number;
  readonly alarms: readonly FalseAlarm[];
  readonly outcomes: readonly Outcome[];
}

/** Walks through one organization's half year day by day, and plants frauds of each kind on that many of its people, one at a time. */
export function lookAt(seed: number, { people, victims }: { readonly people: number; readonly victims: number }): Seen {
  const history = new History(organizationOf(seed, people));
  const { days, timeZone } = history.organization;
  const hourOf = hoursOfWeek(timeZone, { from: days[0]! - dayMs, to: days.at(-1)! + 60 * dayMs });
  const outcomes = fraudKinds.flatMap((kind, index) =>
    Array.from({ length: victims }, (_, victim) => outcomeOf(history, { kind, hourOf, draw: index * 1000 + victim })),
  );
  return { people, rows: history.rows, months: historyDays / 30, alarms: alarmsIn(history, hourOf), outcomes };
}

/** Every time that something is told of somebody, or worse than before: each morning, by the rows that have come in. */
function alarmsIn(history: History, hourOf: HourOfWeek): readonly FalseAlarm[] {
  const { organization } = history;
  const mornings = organization.days.map(start => start + 9 * hourMs);
  const habits = mornings.map(at => history.habitsAt(at, { lagDays: 2 }));
  const alarms: FalseAlarm[] = [];
  for (let person = 0; person < organization.people; person += 1) {
    const calls = cleanCalls(organization, person);
    if (calls.every(({ cost }) => cost === 0)) continue;
    const chance = new Chance(organization.seed + person);
    const arrivals = calls.map(call => arrivalOf(call, chance));
    let before: UnusualSpend | undefined;
    for (const [day, at] of mornings.entries()) {
      const known = calls.filter(({ start }, index) => start > at - 91 * dayMs && arrivals[index]! <= at);
      if (!known.some(({ start, cost }) => cost > 0 && start > at - freshDays * dayMs)) {
        before = undefined;
        continue;
      }
      const finding = unusualOf(known, {
        at,
        hourOf,
        unit,
        organization: habits[day]!,
        isStanding: before !== undefined,
      });
      if (finding !== undefined && isWorse(finding, before))
        alarms.push({ seed: organization.seed, people: organization.people, person, at, finding });
      before = finding;
    }
  }
  return alarms;
}

const isWorse = (finding: UnusualSpend, before: UnusualSpend | undefined): boolean =>
  before === undefined || (finding.severity === 'fraud-suspected' && before.severity !== 'fraud-suspected');

function outcomeOf(
  history: History,
  asked: { readonly kind: FraudKind; readonly hourOf: HourOfWeek; readonly draw: number },
): Outcome {
  const { organization } = history;
  const chance = new Chance(organization.seed * 13 + asked.draw);
  const person = chance.whole(0, organization.people - 1);
  const clean = cleanCalls(organization, person);
  const day = chance.whole(95, lastFraudDay(organization));
  const planted = plantedFraud(asked.kind, { organization, person, day, calls: clean });
  const scene = { ...asked, history, clean, planted, chance };
  return {
    ...{ seed: organization.seed, people: organization.people, person, kind: asked.kind },
    usualWeek: usualWeekAt(clean, organization, day),
    total: costOfCalls(planted),
    calls: planted.length,
    byCallTime: byCallTime(scene),
    byArrival: byArrival(scene),
  };
}

interface Scene {
  readonly history: History;
  readonly hourOf: HourOfWeek;
  readonly clean: readonly SpentCall[];
  readonly planted: readonly SpentCall[];
  readonly chance: Chance;
}

/** The median of the 13 weeks before. */
function usualWeekAt(clean: readonly SpentCall[], { days }: Organization, day: number): number {
  const until = days[day]!;
  const weeks = new Array<number>(13).fill(0);
  for (const { start, cost, callType } of clean) {
    const week = Math.floor((until - 1 - start) / (7 * dayMs));
    if (week >= 0 && week < 13 && !isIncoming(callType)) weeks[week]! += cost;
  }
  return medianOf(weeks);
}

const costOfCalls = (calls: readonly SpentCall[]): number => calls.reduce((sum, { cost }) => sum + cost, 0);

/** As if every row came in with its call: after which planted call is it found? */
function byCallTime({ history, hourOf, clean, planted }: Scene): Outcome['byCallTime'] {
  for (let count = 1; count <= planted.length; count += 1) {
    const so = planted.slice(0, count);
    const at = so.at(-1)!.start + 1;
    const finding = findingAt(at, { history, hourOf, known: clean.filter(({ start }) => start <= at), so, lagDays: 0 });
    if (finding !== undefined) return { calls: count, cost: costOfCalls(so), finding };
  }
  return undefined;
}

/** As rows really come in: what has it cost by the first look that finds it? */
function byArrival({ history, hourOf, clean, planted, chance }: Scene): Outcome['byArrival'] {
  const arrivals = planted.map(call => arrivalOf(call, chance));
  const [first] = planted;
  for (const at of [...new Set(arrivals)].toSorted((one, other) => one - other)) {
    const so = planted.filter((_, index) => arrivals[index]! <= at);
    const known = clean.filter(({ start }) => start <= at - 1.5 * dayMs);
    if (findingAt(at, { history, hourOf, known, so, lagDays: 2 }) === undefined) continue;
    return { cost: costOfCalls(planted.filter(({ start }) => start <= at)), afterMs: at - first!.start };
  }
  return undefined;
}

/** What is found with the planted calls, unless the same is found without them. */
function findingAt(
  at: Instant,
  {
    history,
    hourOf,
    known,
    so,
    lagDays,
  }: {
    readonly history: History;
    readonly hourOf: HourOfWeek;
    readonly known: readonly SpentCall[];
    readonly so: readonly SpentCall[];
    readonly lagDays: number;
  },
): UnusualSpend | undefined {
  const past = known.filter(({ start }) => start > at - 91 * dayMs);
  const organization = history.habitsAt(at, { lagDays, more: so });
  const look = { at, hourOf, unit, organization, isStanding: false };
  const finding = unusualOf([...past, ...so], look);
  if (finding === undefined) return undefined;
  const without = unusualOf(past, { ...look, organization: history.habitsAt(at, { lagDays }) });
  return isWorse(finding, without) ? finding : undefined;
}
