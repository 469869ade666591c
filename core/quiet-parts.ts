import type { MinuteRange, NumberRange, QuietInterval } from './quiet-hours.ts';

/** Quiet hours as people say them: as an interval, but that a time which ends before it begins goes on to the next morning. */
export type QuietPart = QuietInterval;

/**
 * The intervals that say the same, none over midnight (L14). `weekdays 18:00–8:00` begins on the evening of a weekday, and the morning after
 * belongs to it, Saturday's too. The morning of a weekday after a day that is quiet as a whole is quiet as well: to be left alone all Sunday
 * is not to be woken at midnight.
 */
export function quietIntervalsOf(parts: readonly QuietPart[]): readonly QuietInterval[] {
  const whole = wholeDays(parts);
  return parts.flatMap(part => spread(part, whole));
}

/** The parts that people would say for intervals: `quietIntervalsOf` gives the same intervals again. */
export function quietPartsOf(intervals: readonly QuietInterval[]): readonly QuietPart[] {
  const whole = wholeDays(intervals);
  const parts: QuietPart[] = [];
  for (let at = 0; at < intervals.length; at += 1) {
    const [interval, next] = intervals.slice(at, at + 2);
    if (interval === undefined) break;
    const night = next && nightOf(interval, next, whole);
    parts.push(night ?? everyNight(interval));
    if (night !== undefined) at += 1;
  }
  return parts;
}

const midnight = 1440;

/** The days of the week on which the list leaves out nothing. */
function wholeDays(parts: readonly QuietPart[]): ReadonlySet<number> {
  const whole = parts.filter(part => Object.keys(inOrder(part)).join() === 'weekdays');
  return new Set(whole.flatMap(({ weekdays }) => numbersIn(weekdays ?? [])));
}

function spread(part: QuietPart, whole: ReadonlySet<number>): readonly QuietInterval[] {
  const { times = [], ...days } = part;
  const evenings = times.map(({ from, to }) => ({ from, to: to < from ? midnight : to }));
  const mornings = times.filter(({ from, to }) => to < from).map(({ to }) => ({ from: 0, to }));
  if (mornings.length === 0) return [inOrder(part)];
  const { weekdays } = inOrder(days);
  if (weekdays === undefined) return [inOrder({ ...days, times: [...mornings, ...evenings] })];
  return [
    inOrder({ ...days, times: evenings }),
    inOrder({ ...days, weekdays: morningsAfter(weekdays, whole), times: mornings }),
  ];
}

function morningsAfter(weekdays: readonly NumberRange[], whole: ReadonlySet<number>): readonly NumberRange[] {
  const evenings = numbersIn(weekdays);
  const afterWhole = evenings.filter(day => whole.has(day === 1 ? 7 : day - 1));
  return [...evenings.map(day => (day % 7) + 1), ...afterWhole].map(day => ({ first: day, last: day }));
}

/** An evening and the mornings after it as one, if that is what the next interval is. */
function nightOf(evening: QuietInterval, next: QuietInterval, whole: ReadonlySet<number>): QuietPart | undefined {
  const [morning, ...more] = next.times ?? [];
  if (evening.times === undefined || morning?.from !== 0 || more.length > 0) return undefined;
  const times = overnight(evening.times, morning);
  if (times === undefined) return undefined;
  const night = { ...evening, times };
  return isSameList(spread(night, whole), [evening, next]) ? night : undefined;
}

/** The mornings and evenings of one interval as nights; not on days of the month, where it matters which morning is meant. */
function everyNight(interval: QuietInterval): QuietPart {
  const [morning, ...others] = interval.times ?? [];
  if (morning?.from !== 0 || interval.weekdays !== undefined || interval.daysOfMonth !== undefined) return interval;
  const times = overnight(others, morning);
  return times === undefined ? interval : { ...interval, times };
}

/** The times with the last going on to a morning, if it lasts until midnight. */
function overnight(times: readonly MinuteRange[], morning: MinuteRange): readonly MinuteRange[] | undefined {
  const last = times.at(-1);
  if (last?.to !== midnight || last.from <= morning.to) return undefined;
  return [...times.slice(0, -1), { from: last.from, to: morning.to }];
}

/** The same interval with ranges in order, those that touch as one, and what asks for nothing left out. */
function inOrder({ times, weekdays, daysOfMonth, months, years }: QuietInterval): QuietInterval {
  const minutes = times && merged(times.map(({ from, to }) => ({ first: from, last: to - 1 })));
  const days = weekdays && merged(weekdays);
  const ofYear = months && merged(months);
  return {
    ...(minutes &&
      !isAll(minutes, 0, midnight - 1) && { times: minutes.map(({ first, last }) => ({ from: first, to: last + 1 })) }),
    ...(days && !isAll(days, 1, 7) && { weekdays: days }),
    ...(daysOfMonth && { daysOfMonth }),
    ...(ofYear && !isAll(ofYear, 1, 12) && { months: ofYear }),
    ...(years && { years: merged(years) }),
  };
}

function merged(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const apart: NumberRange[] = [];
  for (const { first, last } of ranges.toSorted((one, other) => one.first - other.first)) {
    const before = apart.at(-1);
    if (before !== undefined && first <= before.last + 1)
      apart[apart.length - 1] = { first: before.first, last: Math.max(before.last, last) };
    else apart.push({ first, last });
  }
  return apart;
}

const isAll = ([range, ...more]: readonly NumberRange[], first: number, last: number): boolean =>
  more.length === 0 && range?.first === first && range.last === last;

const numbersIn = (ranges: readonly NumberRange[]): readonly number[] =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));

const isSameList = (ones: readonly QuietInterval[], others: readonly QuietInterval[]): boolean =>
  JSON.stringify(ones.map(inOrder)) === JSON.stringify(others.map(inOrder));
