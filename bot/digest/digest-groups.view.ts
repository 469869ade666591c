import {
  roundedToCurrency,
  startOfDay,
  type Currency,
  type Day,
  type DayRange,
  type Digest,
  type Micros,
  type WeekDrift,
} from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { DigestLine, DigestView } from '../../cards/digest.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { departmentGroupName, shareText } from '../departments/group-words.view.ts';
import { lineName } from '../reports/line-words.view.ts';
import { lastCheckText, type DigestHow } from './digest-words.view.ts';

/** What whoever it is shown to may see of people and numbers; `people` are those whose calls have changed, where they may be named. */
export interface ShownPeople {
  readonly sight: Sight;
  readonly people: readonly NamedChange[];
}

/** Whose calls have changed most, by a name that is escaped. */
export interface NamedChange {
  readonly name: string;
  readonly cost: bigint;
  readonly usual: bigint;
}

/** A table; `isNamed` where its lines say what they are only below its title. */
type Group = DigestView['groups'][number] & { readonly isNamed: boolean };

/** The tables of a digest; where amounts may not be seen, of what is open alone. */
export function digestGroups(
  speech: Speech,
  digest: Digest,
  { showsAmounts, isCheckAsked, ...seen }: DigestHow & ShownPeople & { readonly isCheckAsked: boolean },
): readonly Group[] {
  const open = openGroup(speech, digest);
  const groups = showsAmounts
    ? [
        weekGroup(speech, digest),
        changesGroup(speech, digest, seen),
        departmentsGroup(speech, digest),
        creditsGroup(speech, digest, isCheckAsked),
        budgetsGroup(speech, digest),
        open,
        driftGroup(speech, digest),
      ]
    : [open];
  return groups.filter(({ lines }) => lines.length > 0);
}

const line = (name: string, value: string, about = ''): DigestLine => ({ name, about, value });

function weekGroup(speech: Speech, { cost, calls, callers, usual, currency }: Digest): Group {
  const weeks = usual?.weeks ?? 0;
  const compared =
    weeks === 1 ? speech.say('digest.usualOne') : speech.say('digest.usualMany', { count: speech.number(weeks) });
  const by =
    callers === 1 ? speech.say('digest.callersOne') : speech.say('digest.callers', { count: speech.number(callers) });
  return {
    ...{ title: speech.say('digest.week'), isNamed: false },
    lines: [
      ...(cost === 0n ? [] : [line(speech.say('digest.spent'), speech.money(cost, currency))]),
      ...(usual === null || usual.cost === 0n
        ? []
        : [line(speech.say('digest.usual'), speech.money(inCoins(usual.cost, currency), currency), compared)]),
      ...(calls === 0 ? [] : [line(speech.say('digest.calls'), speech.number(calls), callers === 0 ? '' : by)]),
    ],
  };
}

/** Destinations by name; people by name, or how many they are. */
function changesGroup(
  speech: Speech,
  { destinations, people, currency }: Digest,
  { sight, people: named }: ShownPeople,
): Group {
  const changed = (name: string, { cost, usual }: Pick<NamedChange, 'cost' | 'usual'>): DigestLine =>
    line(
      name,
      speech.money(cost, currency),
      usual === 0n
        ? speech.say('digest.beforeNone')
        : speech.say('digest.before', { amount: speech.money(inCoins(usual, currency), currency) }),
    );
  const more = speech.say('digest.peopleMore', { amount: speech.money(inCoins(people.more, currency), currency) });
  return {
    ...{ title: speech.say('digest.changes'), isNamed: true },
    lines: [
      ...destinations.map(one => changed(escape(lineName(speech, 'destination', one, sight)), one)),
      ...named.map(one => changed(one.name, one)),
      ...(named.length > 0 || people.count === 0
        ? []
        : [line(speech.say('digest.people'), speech.number(people.count), more)]),
    ],
  };
}

const departmentsGroup = (speech: Speech, { departments, cost: all, currency }: Digest): Group => ({
  ...{ title: speech.say('digest.departments'), isNamed: true },
  lines: departments.map(({ group, cost }) =>
    line(
      escape(group === null ? speech.say('digest.otherDepartments') : departmentGroupName(speech, group)),
      speech.money(cost, currency),
      shareText(speech, cost, all),
    ),
  ),
});

/** An average has more digits than a price: they say nothing. */
const inCoins = (amount: bigint, currency: Currency): Micros => roundedToCurrency(Number(amount), currency);

/** What is left, and when that was checked, unless the card says so where it asks for it. */
function creditsGroup(speech: Speech, digest: Digest, isCheckAsked: boolean): Group {
  const { credits, currency, at, checks } = digest;
  const heading = { title: speech.say('digest.credits'), isNamed: false };
  if (credits === null) return { ...heading, lines: [] };
  const { balance, runsOut, isUsed, expiring } = credits;
  const money = (amount: Micros): string => speech.money(roundedToCurrency(amount, currency), currency);
  const checkedText = checks === null || isCheckAsked ? '' : lastCheckText(speech, digest);
  const out =
    balance <= 0 || !isUsed || runsOut === null || runsOut.at <= at
      ? []
      : [
          line(
            speech.say('digest.out'),
            speech.say('digest.about', { date: speech.shortDate(runsOut.at) }),
            betweenText(speech, runsOut),
          ),
        ];
  return {
    ...heading,
    lines: [
      line(speech.say('digest.balance'), speech.money(balance, currency), checkedText),
      ...out,
      ...expiring
        .slice(0, 2)
        .map(one =>
          line(
            speech.say('digest.expiring'),
            speech.say('speech.about', { amount: money(one.amount) }),
            speech.say('digest.on', { date: speech.date(one.at) }),
          ),
        ),
    ],
  };
}

function betweenText(speech: Speech, { earliest, latest }: NonNullable<NonNullable<Digest['credits']>['runsOut']>) {
  const from = speech.date(earliest);
  return latest === null
    ? speech.say('digest.outFrom', { earliest: from })
    : speech.say('digest.outBetween', { earliest: from, latest: speech.date(latest) });
}

function budgetName(speech: Speech, label: string | null): string {
  if (label === '') return speech.say('departments.group.none');
  return label ?? speech.say('alert.budget.organization');
}

const budgetsGroup = (speech: Speech, { budgets, currency }: Digest): Group => ({
  ...{ title: speech.say('digest.budgets'), isNamed: true },
  lines: budgets.map(({ label, spent, amount, percent }) => {
    const of = { spent: speech.money(spent, currency), amount: speech.money(amount, currency) };
    return line(
      escape(budgetName(speech, label)),
      speech.say('digest.percent', { percent: speech.number(percent) }),
      speech.say('digest.ofBudget', of),
    );
  }),
});

/** So many of what is open are named. */
const shownOpen = 4;

function openGroup(speech: Speech, { open }: Digest): Group {
  const more = open.length - shownOpen;
  return {
    ...{ title: speech.say('digest.open'), isNamed: true },
    lines: [
      ...open
        .slice(0, shownOpen)
        .map(({ kind, since }) =>
          line(speech.say(`alert.${kind}`), speech.say('digest.since', { date: speech.shortDate(since) })),
        ),
      ...(more > 0 ? [line(speech.say('digest.moreOpen'), speech.number(more))] : []),
    ],
  };
}

/** How far the book was from the admin center, the last week first. */
function driftGroup(speech: Speech, { checks, currency }: Digest): Group {
  const weeks = checks === null || checks.weeks.every(({ shown }) => shown === null) ? [] : checks.weeks;
  const money = (amount: Micros): string => speech.money(amount, currency);
  return {
    ...{ title: speech.say('digest.drift'), isNamed: true },
    lines: weeks
      .toReversed()
      .map(one => line(weekText(speech, one.week), driftText(speech, one, money), shownText(speech, one, money))),
  };
}

function driftText(speech: Speech, { shown, difference }: WeekDrift, money: (amount: Micros) => string): string {
  if (shown === null) return speech.say('digest.unchecked');
  if (difference === 0) return speech.say('digest.matched');
  return difference > 0
    ? speech.say('digest.bookMore', { amount: money(difference) })
    : speech.say('digest.bookLess', { amount: money(-difference) });
}

/** What was shown, and how much of the difference no later call has explained. */
function shownText(speech: Speech, { shown, difference, left }: WeekDrift, money: (amount: Micros) => string): string {
  if (shown === null) return '';
  const amount = money(shown);
  return left === difference
    ? speech.say('digest.shown', { amount })
    : speech.say('digest.shownLeft', { amount, left: money(Math.abs(left)) });
}

/** The days of a week: Nov 16 – Nov 22. */
export const weekText = (speech: Speech, { first, last }: DayRange): string =>
  speech.say('usage.range', { from: shortDay(speech, first), to: shortDay(speech, last) });

const shortDay = (speech: Speech, day: Day): string => speech.shortDate(startOfDay(day, speech.timeZone));
