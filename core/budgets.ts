import {
  monthOf,
  nextDay,
  startOfMonth,
  startsOfDays,
  weekdayOf,
  type Instant,
  type Month,
  type TimeZone,
} from './calendar.ts';
import type { Currency, Micros } from './money.ts';
import { lagDays, paceOf, type DaySpend } from './pace.ts';

/** Whose calls a budget is of; a person by their usage key. `none` are those who are in no department, or have left. */
export type BudgetOf =
  | { readonly kind: 'organization' | 'none' }
  | { readonly kind: 'department'; readonly name: string }
  | { readonly kind: 'person'; readonly key: string };

/** The parts of a budget, in percent, at which people are told. */
export const budgetSteps = [50, 80, 100] as const;
/** One of them. */
export type BudgetStep = (typeof budgetSteps)[number];

/** What a month comes to, in micro-units: what reports show, and estimates of the rest (L11). */
export interface MonthOutlook {
  readonly month: Month;
  readonly spent: bigint;
  /** An estimate of what calls of this month have cost that no report has shown yet (M8). */
  readonly notYetSeen: bigint;
  /** An estimate of what calls will cost from now to the month's end, at the usual pace of each weekday. */
  readonly ahead: bigint;
  /** The complete days that the pace is made of. */
  readonly basedOn: number;
}

/** From fewer complete days nothing is forecast: a week has each weekday once. */
export const fewestDays = 7;

/**
 * What the present month comes to. `spent` is what is seen of it; `days` are the last days, oldest first and today last, as far back as the
 * pace is to be made of.
 */
export const monthOutlook = (
  spent: bigint,
  days: readonly DaySpend[],
  when: { readonly now: Instant; readonly timeZone: TimeZone },
): MonthOutlook => outlooksAt(when)(spent, days);

/** The same for many at one instant: what they share of the calendar is worked out once. */
export function outlooksAt({
  now,
  timeZone,
}: {
  readonly now: Instant;
  readonly timeZone: TimeZone;
}): (spent: bigint, days: readonly DaySpend[]) => MonthOutlook {
  const month = monthOf(now, timeZone);
  const [first, end] = [startOfMonth(month, timeZone), startOfMonth(month, timeZone, 1)];
  const begun = startsOfDays(1 + lagDays, now, timeZone)
    .filter(start => start >= first)
    .map(start => ({ start, weekday: weekdayOf(start, timeZone), part: elapsed(start, { now, timeZone }) }));
  const late = new Set(begun.map(({ start }) => start));
  const ahead: number[] = [];
  for (let day = nextDay(now, timeZone); day < end; day = nextDay(day, timeZone)) ahead.push(weekdayOf(day, timeZone));
  return (spent, days) => {
    const { days: basedOn, weekdays } = paceOf(days, timeZone);
    const usual = (weekday: number): Micros => weekdays[weekday - 1]?.mean ?? 0;
    const due = begun.reduce((sum, { weekday, part }) => sum + usual(weekday) * part, 0);
    const seen = days.slice(-1 - lagDays).reduce((sum, { start, amount }) => (late.has(start) ? sum + amount : sum), 0);
    // Of today what is left; then whole days.
    const rest = begun.reduce((sum, { weekday, part }) => sum + usual(weekday) * (1 - part), 0);
    const coming = ahead.reduce((sum, weekday) => sum + usual(weekday), rest);
    return { month, spent, notYetSeen: rounded(due - seen), ahead: rounded(coming), basedOn };
  };
}

/** How much of a day is over. */
function elapsed(start: Instant, { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone }): number {
  return Math.min(1, Math.max(0, (now - start) / (nextDay(start, timeZone) - start)));
}

const rounded = (amount: number): bigint => BigInt(Math.max(0, Math.round(amount)));

/** The outlook of a part of an organization, such as a department, that bears `own` of the `all` that some months cost: at its pace. */
export function outlookOfPart(
  organization: MonthOutlook,
  { spent, own, all }: { readonly spent: bigint; readonly own: bigint; readonly all: bigint },
): MonthOutlook {
  const part = (estimate: bigint): bigint => (own <= 0n || all <= 0n ? 0n : (estimate * own) / all);
  return { ...organization, spent, notYetSeen: part(organization.notYetSeen), ahead: part(organization.ahead) };
}

/** Where a budget stands in a month. */
export interface BudgetStanding extends MonthOutlook {
  readonly amount: Micros;
  /** What is spent of it, in whole percent, rounded down. */
  readonly percent: number;
  /** What the month will probably come to, estimated; undefined where too little is known for that. */
  readonly forecast: { readonly amount: bigint; readonly percent: number } | undefined;
}

/** Where a budget stands. */
export function budgetStanding(amount: Micros, outlook: MonthOutlook): BudgetStanding {
  const { spent, notYetSeen, ahead, basedOn } = outlook;
  const expected = spent + notYetSeen + ahead;
  return {
    ...outlook,
    amount,
    percent: percentOf(spent, amount),
    forecast: basedOn < fewestDays ? undefined : { amount: expected, percent: percentOf(expected, amount) },
  };
}

/** Whole percent of a budget, rounded down. Of a budget of nothing, anything is all. */
export function percentOf(sum: bigint, amount: Micros): number {
  if (sum <= 0n) return 0;
  return amount === 0 ? 100 : Number((sum * 100n) / BigInt(amount));
}

/** What there is to say of a budget: a step that is reached, or that the month will go beyond it. */
export type BudgetStage =
  { readonly kind: 'budget-half' | 'budget-reached'; readonly step: BudgetStep } | { readonly kind: 'budget-forecast' };

/** What was said of a budget, and of which amount and month that was. */
export interface BudgetSaid {
  readonly stage: BudgetStage;
  readonly amount: Micros;
  readonly month: Month;
}

/**
 * The worst that there is to say of a budget; undefined for nothing. What was said of the same amount in the same month holds until the sum
 * is a tenth below it, so that a correction does not end what the next row begins again.
 */
export function budgetStage(standing: BudgetStanding, before?: BudgetSaid): BudgetStage | undefined {
  const { spent, forecast, amount, month } = standing;
  const said = before?.amount === amount && before.month === month ? before.stage : undefined;
  const reached = budgetSteps.findLast(step =>
    isReached(spent, amount, said !== undefined && 'step' in said && said.step >= step ? (step * 9) / 10 : step),
  );
  if (reached !== undefined && reached > 50) return { kind: 'budget-reached', step: reached };
  const limit = said?.kind === 'budget-forecast' ? 90 : 100;
  if (forecast !== undefined && forecast.amount * 100n > BigInt(amount) * BigInt(limit))
    return { kind: 'budget-forecast' };
  return reached === undefined ? undefined : { kind: 'budget-half', step: reached };
}

/** Whether a sum is that many percent of an amount, or more. */
const isReached = (sum: bigint, amount: Micros, percent: number): boolean =>
  sum > 0n && sum * 100n >= BigInt(amount) * BigInt(percent);

/** What a budget was at some time: null where it had been removed. */
export interface BudgetVersion {
  readonly of: BudgetOf;
  readonly amount: Micros | null;
  readonly currency: Currency;
  readonly at: Instant;
}

/** The last months that have ended while there was a budget, the latest first, each with what it was when the month ended. */
export function budgetMonths<Version extends BudgetVersion>(
  versions: readonly Version[],
  { now, timeZone, most }: { readonly now: Instant; readonly timeZone: TimeZone; readonly most: number },
): readonly { readonly month: Month; readonly held: Version & { readonly amount: Micros } }[] {
  const present = monthOf(now, timeZone);
  return Array.from({ length: most }, (_, index) => {
    const end = startOfMonth(present, timeZone, -index);
    const held = versions.findLast(({ at }) => at < end);
    return held === undefined || held.amount === null
      ? []
      : [{ month: monthOf(end - 1, timeZone), held: { ...held, amount: held.amount } }];
  }).flat();
}

/** Whether both are of the same calls. */
export function isSameBudget(one: BudgetOf, other: BudgetOf): boolean {
  if (one.kind === 'department' && other.kind === 'department') return one.name === other.name;
  if (one.kind === 'person' && other.kind === 'person') return one.key === other.key;
  return one.kind === other.kind;
}
