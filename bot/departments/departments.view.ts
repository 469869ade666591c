import {
  isSameGroup,
  startOfMonth,
  type DepartmentGroup,
  type DepartmentShare,
  type DepartmentSource,
  type Instant,
  type Month,
  type Share,
  type Terms,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { reportCard, type ReportLine } from '../../cards/report.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, longestButton } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { departmentGroupName, shareText } from './group-words.view.ts';
import type { MonthReport } from './month-report.ts';
import { sourceName } from './source-name.view.ts';

/** As many lines as a card shows at once. */
export const pageLines = 15;

/** What is told beside a month's sums. */
export interface AboutMonth {
  readonly terms: Terms;
  readonly now: Instant;
  readonly first: Month;
  readonly present: Month;
  /** Whether whoever asks may choose where departments come from. */
  readonly mayChoose: boolean;
  /** Whether there is where a document can be mailed to. */
  readonly mayEmail: boolean;
  /** How many lines come before those that are shown. */
  readonly from: number;
}

/** What each department bears of a month: the most expensive first, a page at a time; together they are what the statement says was used. */
export function departmentsView(speech: Speech, report: MonthReport, about: AboutMonth): Card {
  const { sums, month, unseen } = report;
  const { terms, from } = about;
  const all = sums.departments().filter(({ cost }) => cost !== 0n);
  const isEmpty = all.length === 0 && unseen === 0n;
  const shown = all.slice(from, from + pageLines);
  return reportCard({
    ...frame(speech, speech.say('departments.title'), buttonsOf(speech, month, about, { from, lines: all.length })),
    subtitle: daysOf(speech, month, about),
    texts: [{ text: isEmpty ? speech.say('departments.empty') : sourceText(speech, report) }],
    facts: isEmpty ? [] : totalsOf(speech, report, { terms, departments: countOf(all) }),
    chart: noChart,
    lists:
      shown.length === 0
        ? []
        : [{ title: '', lines: shown.map(one => departmentLine(speech, one, { report, terms })) }],
  });
}

const noChart = { title: '', unit: '', values: [] };

const countOf = (all: readonly DepartmentShare[]): number =>
  all.filter(({ group }) => group.kind === 'department').length;

const daysOf = (speech: Speech, month: Month, { terms, now }: Pick<AboutMonth, 'terms' | 'now'>): string =>
  speech.say('usage.range', {
    from: speech.date(startOfMonth(month, terms.timeZone)),
    to: speech.date(Math.min(startOfMonth(month, terms.timeZone, 1) - 1, now)),
  });

/** Where departments come from, and as of when they and the sums are. */
export function sourceText(speech: Speech, { source, fixedAt, isClosed }: MonthReport): string {
  const name = sourceName(speech, source);
  // Of a month without calls there is nothing to fix.
  if (isClosed && fixedAt === undefined) return speech.say('departments.empty');
  return fixedAt === undefined
    ? speech.say('departments.soFar', { source: name })
    : speech.say('departments.fixed', { source: name, date: speech.date(fixedAt) });
}

function totalsOf(
  speech: Speech,
  { sums, unseen }: MonthReport,
  { terms, departments }: { readonly terms: Terms; readonly departments: number },
): readonly Fact[] {
  const money = (amount: bigint): string => speech.money(amount, terms.currency);
  return [
    { title: speech.say('departments.used'), value: money(sums.cost) },
    { title: speech.say('departments.calls'), value: speech.number(sums.calls) },
    { title: speech.say('departments.count'), value: speech.number(departments) },
    ...(unseen === 0n ? [] : [{ title: speech.say('departments.unseen'), value: money(unseen) }]),
  ];
}

function departmentLine(
  speech: Speech,
  { group, calls, cost, people }: DepartmentShare,
  { report, terms }: { readonly report: MonthReport; readonly terms: Terms },
): ReportLine {
  const name = escape(departmentGroupName(speech, group));
  const facts = {
    calls: speech.number(calls),
    people: speech.number(people),
    share: shareText(speech, cost, report.sums.cost),
  };
  const isPeople = group.kind === 'department' || group.kind === 'none';
  return {
    name,
    about: speech.say(isPeople ? 'departments.line' : 'departments.lineOfNobody', facts),
    value: speech.money(cost, terms.currency),
    opens: openButton(speech, report.month, group),
  };
}

const openButton = (speech: Speech, month: Month, group: DepartmentGroup): Button =>
  button(departmentGroupName(speech, group).slice(0, longestButton), 'departments', { month, group, from: 0 });

/** Another page, the months beside it, and what else there is; at most six. */
function buttonsOf(
  speech: Speech,
  month: Month,
  { first, present, mayChoose, mayEmail }: AboutMonth,
  { from, lines }: { readonly from: number; readonly lines: number },
): readonly Button[] {
  const show = (word: 'button.previousMonth' | 'button.nextMonth', months: number): Button =>
    button(speech.say(word), 'departments', { month: monthsAfter(month, months), group: null, from: 0 });
  return [
    ...pageOf(speech, { month, group: null }, { from, lines }),
    ...(month > first ? [show('button.previousMonth', -1)] : []),
    ...(month < present ? [show('button.nextMonth', 1)] : []),
    ...(lines === 0
      ? []
      : [
          button(speech.say('button.export'), 'run', { text: `export departments ${month}` }),
          button(speech.say('button.pdf'), 'run', { text: `export departments ${month} pdf` }),
          ...(mayEmail
            ? [button(speech.say('button.email'), 'run', { text: `export departments ${month} pdf by email` })]
            : []),
        ]),
    ...(mayChoose ? [button(speech.say('departments.choose'), 'department-source', { step: 'ask' })] : []),
    button(speech.say('button.statement'), 'run', { text: `statement ${month}` }),
  ].slice(0, mostButtons);
}

const mostButtons = 6;

const pageOf = (
  speech: Speech,
  place: { readonly month: Month; readonly group: DepartmentGroup | null },
  { from, lines }: { readonly from: number; readonly lines: number },
): readonly Button[] => [
  ...(from + pageLines < lines
    ? [button(speech.say('button.more'), 'departments', { ...place, from: from + pageLines })]
    : []),
  ...(from > 0 ? [button(speech.say('button.fromStart'), 'departments', { ...place, from: 0 })] : []),
];

const monthsAfter = (month: Month, months: number): Month =>
  Temporal.PlainYearMonth.from(month).add({ months }).toString();

/** A person of a department, as whoever asks may see them. */
export interface NamedShare extends Share {
  readonly name: string;
}

/** The people of a department, the most expensive first; without the right to details they are counted. */
export function departmentView(
  speech: Speech,
  report: MonthReport,
  {
    group,
    people,
    lines,
    sight,
    ...about
  }: AboutMonth & {
    readonly group: DepartmentGroup;
    /** Those of the page, named; and how many there are in all. */
    readonly people: readonly NamedShare[];
    readonly lines: number;
    readonly sight: Sight;
  },
): Card {
  const { month, sums } = report;
  const { terms, from } = about;
  const found = sums.departments().find(one => isSameGroup(one.group, group));
  const back = button(speech.say('departments.all'), 'departments', { month, group: null, from: 0 });
  const title = escape(departmentGroupName(speech, group));
  const isPeople = group.kind === 'department' || group.kind === 'none';
  const isNamed = isPeople && sight.kind === 'whole';
  if (found === undefined) return notice(speech, title, [speech.say('departments.gone')], { buttons: [back] });
  const money = (amount: bigint): string => speech.money(amount, terms.currency);
  return reportCard({
    ...frame(speech, title, [
      ...(isNamed ? pageOf(speech, { month, group }, { from, lines }) : []),
      back,
      button(speech.say('button.export'), 'run', { text: `export departments ${month}` }),
    ]),
    subtitle: daysOf(speech, month, about),
    texts: [
      ...(group.kind === 'department' ? [] : [{ text: speech.say(`departments.about.${group.kind}`) }]),
      ...(isPeople && sight.kind === 'counted'
        ? [{ text: speech.say('departments.counted', { why: denialText(speech, sight.why) }) }]
        : []),
    ],
    facts: [
      { title: speech.say('departments.used'), value: money(found.cost) },
      { title: speech.say('departments.calls'), value: speech.number(found.calls) },
      ...(isPeople ? [{ title: speech.say('departments.people'), value: speech.number(found.people) }] : []),
    ],
    chart: noChart,
    lists: isNamed
      ? [
          {
            title: '',
            lines: people.map(one => ({
              name: escape(one.name),
              about: speech.say('departments.callsOf', { calls: speech.number(one.calls) }),
              value: money(one.cost),
              opens: null,
            })),
          },
        ]
      : [],
  });
}

/** The directory is being read for the field that was chosen: there is nothing to show before. */
export const beingReadView = (speech: Speech, source: DepartmentSource, month: Month): Card =>
  notice(
    speech,
    speech.say('departments.title'),
    [speech.say('departments.beingRead', { source: sourceName(speech, source) })],
    { buttons: [button(speech.say('departments.tryAgain'), 'departments', { month, group: null, from: 0 })] },
  );
