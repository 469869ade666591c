import {
  err,
  isTimeZone,
  ok,
  quietIntervalsOf,
  type MinuteRange,
  type NumberRange,
  type QuietHours,
  type QuietPart,
  type Result,
  type TimeZone,
} from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { allWords, type Argument, type ArgumentContext } from './argument.ts';
import { quietTokens, type HalfOfDay, type QuietToken } from './quiet-tokens.ts';

/** More than anybody types. */
const mostLetters = 300;

/**
 * Quiet hours (L14): `18:00-08:00 weekdays, weekends`, `22-7`, `6pm-8am Mon to Thu Europe/Berlin`, `day 1`, `last day of the month`. Commas part
 * what is quiet; a part without times is quiet all day. Hours are of the zone that stands at the end, else of the speech's. `off` is none.
 */
export const quietHours = <Where extends Pick<Argument<QuietHours>, 'mark' | 'isRequired'>>(
  place: Where,
): Argument<QuietHours> & Where => ({
  name: 'quietHours',
  ...place,
  read: (typed, context) => {
    if (typed.length > mostLetters) return misread(context, 'misread.quiet', typed);
    if (allWords('choice.off').includes(typed.trim().toLowerCase()))
      return ok({ timeZone: context.speech.timeZone, intervals: [] });
    const { hours, zone } = partedFromZone(typed);
    const timeZone = zone === undefined ? context.speech.timeZone : knownZone(zone);
    if (timeZone === undefined) return misread(context, 'refuse.timeZone', zone ?? '');
    const parts = partsIn(quietTokens(hours) ?? []);
    return parts.ok
      ? ok({ timeZone, intervals: quietIntervalsOf(parts.value) })
      : misread(context, parts.refusal, typed);
  },
});

type Problem = `misread.quiet${'' | '-time' | '-days' | '-night'}`;

const misread = (
  { speech }: ArgumentContext,
  word: Problem | 'refuse.timeZone',
  typed: string,
): Result<never, string> => err(speech.say(word, word === 'misread.quiet-night' ? {} : { text: escape(cut(typed)) }));

/** A name with a slash in it, or UTC, at the end. */
function partedFromZone(typed: string): { readonly hours: string; readonly zone?: string } {
  const text = typed.replace(/[\s)）]+$/u, '');
  const zone = /[a-z_\d+\-/]+$/i.exec(text)?.[0] ?? '';
  if (!/^(?:[a-z_]+(?:\/[a-z_\d+-]+)+|utc|gmt)$/i.test(zone)) return { hours: typed };
  return { hours: text.slice(0, -zone.length), zone };
}

/** As the database of zones writes it. */
const knownZone = (name: string): TimeZone | undefined =>
  isTimeZone(name) ? Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId : undefined;

function partsIn(tokens: readonly QuietToken[]): Result<readonly QuietPart[], Problem> {
  const clauses: Clause[] = [];
  for (const own of splitAtCommas(tokens)) {
    const clause = clauseOf(own);
    if (!clause.ok) return clause;
    clauses.push(clause.value);
  }
  if (clauses.length === 0) return err('misread.quiet');
  if (clauses.some((clause, at) => isUnclear(clause, clauses[at - 1], clauses[at + 1])))
    return err('misread.quiet-days');
  return ok(clauses.map(({ part }) => part));
}

function splitAtCommas(tokens: readonly QuietToken[]): readonly (readonly QuietToken[])[] {
  const isOfList = commasOfLists(tokens);
  const lists: QuietToken[][] = [[]];
  for (const [at, token] of tokens.entries())
    if (token.kind !== 'comma') lists.at(-1)?.push(token);
    else if (!isOfList.has(at)) lists.push([]);
  return lists.filter(list => list.length > 0);
}

/** Where the commas stand that are no more than "and": Mon, Wed and Fri. */
function commasOfLists(tokens: readonly QuietToken[]): ReadonlySet<number> {
  const shape = tokens.map(token => (token.kind === 'weekdays' && token.isName ? 'n' : (letters[token.kind] ?? '.')));
  const lists = [...shape.join('').matchAll(/n(?:,n)*,?&n/g)];
  return new Set(lists.flatMap(({ 0: list, index }) => Array.from(list, (_, at) => index + at)));
}

const letters: Partial<Record<QuietToken['kind'], string>> = { comma: ',', and: '&' };

/** What stands between two commas. */
interface Clause {
  readonly part: QuietPart;
  /** Whether it is nothing but days of the week by their names. */
  readonly isNames: boolean;
  readonly beginsWithDays: boolean;
  readonly endsWithDays: boolean;
}

/** `mon, wed 18-8` and `18-8 mon, wed`: one may mean the same hours on both, or all of one day. Weekends are meant as a whole. */
const isUnclear = ({ isNames }: Clause, before: Clause | undefined, after: Clause | undefined): boolean =>
  isNames && ((isTimed(after) && after.beginsWithDays) || (isTimed(before) && before.endsWithDays));

const isTimed = (clause: Clause | undefined): clause is Clause => clause?.part.times !== undefined;

function clauseOf(tokens: readonly QuietToken[]): Result<Clause, Problem> {
  const found: Found = { times: [], weekdays: [], daysOfMonth: [], months: [], years: [] };
  const queue = [...tokens];
  while (queue.length > 0) {
    if (take(queue, 'and') ?? take(queue, 'every-day') ?? take(queue, 'all-day')) continue;
    const problem =
      readWeekdays(queue, found) ?? readMonths(queue, found) ?? readLastDays(queue, found) ?? readNumbers(queue, found);
    if (problem !== 'read') return err(problem ?? 'misread.quiet');
  }
  const { times, daysOfMonth } = found;
  const isAllDay = tokens.some(({ kind }) => kind === 'all-day');
  if (tokens.every(({ kind }) => kind === 'and') || (isAllDay && times.length > 0)) return err('misread.quiet');
  if (daysOfMonth.length > 0 && times.some(({ from, to }) => to < from)) return err('misread.quiet-night');
  const isNames = tokens.every(token => token.kind === 'and' || (token.kind === 'weekdays' && token.isName));
  return ok({
    part: Object.fromEntries(Object.entries(found).filter(([, ranges]) => ranges.length > 0)),
    isNames,
    beginsWithDays: tokens[0]?.kind === 'weekdays',
    endsWithDays: tokens.at(-1)?.kind === 'weekdays',
  });
}

type Found = {
  readonly times: MinuteRange[];
  readonly weekdays: NumberRange[];
  readonly daysOfMonth: NumberRange[];
  readonly months: NumberRange[];
  readonly years: NumberRange[];
};

/** What became of the next tokens; undefined where they are of another kind. */
type Read = 'read' | Problem | undefined;

/** The next token, if it is of that kind. */
function take<Kind extends QuietToken['kind']>(queue: QuietToken[], kind: Kind): QuietToken<Kind> | undefined {
  if (queue[0]?.kind !== kind) return undefined;
  return queue.shift() as QuietToken<Kind>;
}

/** Monday, weekends, Friday to Monday. */
function readWeekdays(queue: QuietToken[], { weekdays }: Found): Read {
  const begin = take(queue, 'weekdays');
  if (begin === undefined) return undefined;
  const end = take(queue, 'to') && take(queue, 'weekdays');
  weekdays.push(...(end === undefined ? [begin.days] : around(begin.days.first, end.days.last, 7)));
  return 'read';
}

/** December, November to February. */
function readMonths(queue: QuietToken[], { months }: Found): Read {
  const begin = take(queue, 'month');
  if (begin === undefined) return undefined;
  const end = take(queue, 'to') && take(queue, 'month');
  months.push(...around(begin.number, (end ?? begin).number, 12));
  // Dec 24-26: a bare number behind a month is its day.
  const [next] = queue;
  if (next?.kind === 'number' && !isYear({ value: next })) queue.unshift({ kind: 'day' });
  return 'read';
}

const around = (first: number, last: number, count: number): readonly NumberRange[] =>
  first <= last
    ? [{ first, last }]
    : [
        { first, last: count },
        { first: 1, last },
      ];

/** The last day, or days, of the month. */
function readLastDays(queue: QuietToken[], { daysOfMonth }: Found): Read {
  if (take(queue, 'last') === undefined) return undefined;
  const count = take(queue, 'number')?.number ?? 1;
  if ((take(queue, 'day') ?? take(queue, 'day-suffix')) === undefined || count < 1 || count > 31)
    return 'misread.quiet';
  daysOfMonth.push({ first: -count, last: -1 });
  return 'read';
}

/** A time of day, a day of the month or a year, as far as it was typed. */
interface Ending {
  readonly isDay: boolean;
  readonly half: HalfOfDay | undefined;
  readonly value: QuietToken<'number' | 'clock'>;
}

/** From one time, day of the month or year to another; a day or year may stand alone. */
function readNumbers(queue: QuietToken[], found: Found): Read {
  const begin = endingIn(queue);
  if (begin === undefined) return undefined;
  const isDay = begin.isDay || (found.daysOfMonth.length > 0 && isBareNumber(begin) && queue[0]?.kind !== 'to');
  // "Between 6 and 8": of days, "1 and 15" are two.
  const goesOn = take(queue, 'to') ?? (isDay || isYear(begin) ? undefined : take(queue, 'and'));
  const end = goesOn && endingIn(queue);
  if (goesOn !== undefined && end === undefined) return 'misread.quiet';
  if (isDay || end?.isDay) return pushDays(begin, end ?? begin, found);
  if (isYear(begin)) return pushYears(begin, end ?? begin, found);
  return end === undefined ? 'misread.quiet' : pushTimes(begin, end, found);
}

function endingIn(queue: QuietToken[]): Ending | undefined {
  const isPrefixed = take(queue, 'day') !== undefined;
  const before = take(queue, 'half')?.half;
  const value = take(queue, 'clock') ?? take(queue, 'number');
  if (value === undefined) return undefined;
  const isDay = take(queue, 'day-suffix') !== undefined || isPrefixed;
  // Behind a day or a year it belongs to the time that follows: 1日 上午9点.
  const after = before !== undefined || isDay || isYear({ value }) ? undefined : take(queue, 'half')?.half;
  return { isDay, half: before ?? after, value };
}

const isBareNumber = ({ value, half }: Ending): boolean =>
  value.kind === 'number' && half === undefined && !isYear({ value });

const isYear = ({ value }: Pick<Ending, 'value'>): boolean =>
  value.kind === 'number' && value.number >= 2000 && value.number <= 2100;

function pushYears(begin: Ending, end: Ending, { years }: Found): Read {
  if (begin.value.kind !== 'number' || end.value.kind !== 'number' || !isYear(end)) return 'misread.quiet';
  if (begin.value.number > end.value.number) return 'misread.quiet';
  years.push({ first: begin.value.number, last: end.value.number });
  return 'read';
}

function pushDays(begin: Ending, end: Ending, { daysOfMonth }: Found): Read {
  if (begin.value.kind !== 'number' || end.value.kind !== 'number') return 'misread.quiet';
  const [first, last] = [begin.value.number, end.value.number];
  const isDay = (number: number): boolean => Math.abs(number) >= 1 && Math.abs(number) <= 31;
  const isBackwards = first > 0 === last > 0 ? first > last : first < 0;
  if (!isDay(first) || !isDay(last) || isBackwards || (begin.half ?? end.half) !== undefined) return 'misread.quiet';
  daysOfMonth.push({ first, last });
  return 'read';
}

function pushTimes(begin: Ending, end: Ending, { times }: Found): Read {
  if (isHalfSaid(begin, end) || isHalfSaid(end, begin)) return 'misread.quiet-time';
  const [from, to] = [minutesOf(begin), minutesOf(end)];
  if (from === undefined || to === undefined || from === 1440 || from === to) return 'misread.quiet';
  times.push({ from, to: to === 0 ? 1440 : to });
  return 'read';
}

/** 6-8pm: it is not said of which half the other time is. */
function isHalfSaid(one: Ending, other: Ending): boolean {
  const { value } = other;
  if (one.half === undefined || other.half !== undefined) return false;
  const hour = value.kind === 'clock' ? value.hour : value.number;
  return hour >= 1 && hour <= 12 && !(value.kind === 'clock' && value.isPlain);
}

/** Minutes after midnight; undefined where no clock shows it. */
function minutesOf({ value, half }: Ending): number | undefined {
  const { hour, minute } = value.kind === 'clock' ? value : { hour: value.number, minute: 0 };
  if (hour < 0 || hour > 24 || minute > 59 || (hour === 24 && (minute > 0 || half !== undefined))) return undefined;
  if (half === undefined || hour > 12) return half === 'am' ? undefined : 60 * hour + minute;
  const isAfternoon = half === 'pm' || (half === 'night' && hour >= 6 && hour < 12);
  return 60 * ((hour % 12) + (isAfternoon ? 12 : 0)) + minute;
}
