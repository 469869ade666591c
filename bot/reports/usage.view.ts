import {
  begunMinutes,
  countDays,
  microsPerUnit,
  neverOpens,
  startOfDay,
  startOfPeriod,
  wholeMinutes,
  type Instant,
  type UsageBy,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { reportCard, type ReportLine, type ReportView } from '../../cards/report.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { UsageLine, UsageRanking, UsageSums } from '../ports/index.ts';
import { lineName } from './line-words.view.ts';
import type { UsageReport } from './usage-report.ts';

interface UsageFacts {
  /** The one kind that was asked for. */
  readonly by: UsageBy | 'day' | undefined;
  readonly sight: Sight;
  /** What tells people of one name apart, by their keys. */
  readonly apart: ReadonlyMap<string, string>;
  readonly currency: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly importing: string;
  /** As in the wallet's terms; undefined where there is no wallet. */
  readonly opensAt: Instant | null | undefined;
}

/** What is offered where nobody called in fewer days. */
const longerDays = 90;

/** As many days as a card holds. */
const mostDays = 31;

/** More bars than these have no room for their names on a phone; fewer show nothing. */
const bars = { most: 12, least: 3 };
const noChart = { title: '', unit: '', values: [] };

/** Calls, destinations and people of a range; people and numbers as whoever asks may see them (B8). */
export function usageView(speech: Speech, report: UsageReport, facts: UsageFacts): Card {
  const { by, currency } = facts;
  const isEmpty = report.calls === 0;
  const range = rangeText(speech, facts);
  return reportCard({
    ...frame(speech, speech.say('usage.title'), usageButtons(speech, report, by)),
    subtitle: [range, facts.importing].filter(text => text !== '').join(' · '),
    texts: [
      ...(isEmpty ? [{ text: speech.say('usage.empty') }] : []),
      ...(isEmpty ? [] : comparison(speech, report, currency)),
    ],
    facts: isEmpty ? [] : factsOf(speech, report, facts),
    chart: by === undefined || by === 'day' ? chartOf(speech, report, currency) : noChart,
    lists: by === 'day' ? dayLists(speech, report, currency) : rankingLists(speech, report, facts),
    footnotes: isEmpty ? [] : footnotesOf(speech, facts),
  });
}

/** What is meant by the talk time, which Microsoft counts otherwise; and why people are not named, where they would be. */
const footnotesOf = (speech: Speech, { sight, by }: UsageFacts): ReportView['footnotes'] => [
  { text: speech.say('usage.talkTime') },
  ...(sight.kind === 'whole' || (by !== undefined && by !== 'person')
    ? []
    : [{ text: speech.say('usage.counted', { why: denialText(speech, sight.why) }) }]),
];

const rangeText = (speech: Speech, { from, to }: { readonly from: Instant; readonly to: Instant }): string =>
  speech.say('usage.range', { from: speech.date(from), to: speech.date(to) });

const shortDay = (speech: Speech, day: string): string => speech.shortDate(startOfDay(day, speech.timeZone));

/** What stands under a bar: more would be cut there. */
function periodText(speech: Speech, period: 'day' | 'week' | 'month', day: string): string {
  if (period === 'day') return String(Number(day.slice(8)));
  return period === 'week' ? shortDay(speech, day) : speech.shortMonth(startOfDay(day, speech.timeZone));
}

/** What was spent by day, by week or by month, whichever gives bars that can be told apart. */
function chartOf(speech: Speech, { days, byDay }: UsageReport, unit: string): ReportView['chart'] {
  const count = countDays(days);
  const period = count <= 12 ? 'day' : count <= 42 ? 'week' : 'month';
  const spends = Map.groupBy(byDay, ({ day }) => startOfPeriod(day, period));
  if (spends.size < bars.least || spends.size > bars.most) return noChart;
  return {
    title: speech.say(`usage.chart.${period}`),
    unit,
    values: [...spends].map(([first, some]) => ({
      x: periodText(speech, period, first),
      y: Number(some.reduce((sum, { cost }) => sum + cost, 0n)) / microsPerUnit,
    })),
  };
}

/** What was spent in the time before, and how much more or less that is. */
function comparison(speech: Speech, { cost, before }: UsageReport, currency: string): ReportView['texts'] {
  if (before.calls === 0) return [];
  const percent = before.cost === 0n ? undefined : Number(((cost - before.cost) * 100n) / before.cost);
  // A multiple of almost nothing tells nothing.
  const isTelling = percent !== undefined && percent !== 0 && percent < 1000;
  const word = !isTelling ? 'usage.before' : percent > 0 ? 'usage.beforeLess' : 'usage.beforeMore';
  const facts = {
    from: shortDay(speech, before.days.first),
    to: shortDay(speech, before.days.last),
    amount: speech.money(before.cost, currency),
    percent: speech.number(Math.abs(percent ?? 0)),
  };
  return [{ text: speech.say(word, facts) }];
}

function factsOf(speech: Speech, report: UsageReport, facts: UsageFacts): readonly Fact[] {
  const { calls, seconds, cost, by } = report;
  return [
    { title: speech.say('usage.calls'), value: speech.number(calls) },
    {
      title: speech.say('usage.minutes'),
      value: speech.say('usage.minutesValue', { minutes: speech.number(begunMinutes(seconds)) }),
    },
    { title: speech.say('usage.cost'), value: speech.money(cost, facts.currency) },
    ...drawnFact(speech, report, facts),
    ...(facts.sight.kind === 'whole' || by.person === undefined ? [] : [peopleFact(speech, by.person)]),
  ];
}

/** How many people called, where they are not named. */
const peopleFact = (speech: Speech, { lines, others }: UsageRanking): Fact => ({
  title: speech.say('usage.peopleCount'),
  value: speech.number(lines.filter(({ key }) => key !== null && key !== '').length + others.lines),
});

type About = (sums: UsageSums) => string;

/** Says of each part how many calls and minutes it is: the minutes of all parts are those of the whole (L16). */
function aboutParts(speech: Speech, parts: readonly UsageSums[]): About {
  const whole = wholeMinutes(parts.map(({ seconds }) => seconds));
  const shown = new Map(parts.map((part, index) => [part, whole[index] ?? 0]));
  return part => {
    const minutes = shown.get(part) ?? 0;
    return speech.say('usage.line', {
      calls: speech.number(part.calls),
      minutes: minutes === 0 && part.seconds > 0 ? speech.say('usage.underMinute') : speech.number(minutes),
    });
  };
}

const headings = {
  type: 'usage.types',
  destination: 'usage.destinations',
  person: 'usage.people',
  'own-number': 'usage.numbers',
} as const;

/** The most expensive of each kind, and the others together; a single type of call tells nothing. */
function rankingLists(speech: Speech, report: UsageReport, facts: UsageFacts): ReportView['lists'] {
  return (['type', 'destination', 'person', 'own-number'] as const).flatMap(by => {
    const ranking = report.by[by];
    const isAsked = facts.by === by;
    if (ranking === undefined || (by === 'person' && facts.sight.kind !== 'whole')) return [];
    const shown = ranking.lines.filter(({ cost }) => isAsked || cost > 0n);
    if (shown.length === 0 || (by === 'type' && !isAsked && shown.length < 2)) return [];
    const about = aboutParts(speech, [...ranking.lines, ranking.others]);
    const lines = [
      ...shown.map(line => rankedLine(speech, { by, line, about: about(line) }, facts)),
      ...(ranking.others.lines === 0 ? [] : [othersLine(speech, ranking, { about, currency: facts.currency })]),
    ];
    return [{ title: speech.say(headings[by]), lines }];
  });
}

interface Ranked {
  readonly by: UsageBy;
  readonly line: UsageLine;
  readonly about: string;
}

function rankedLine(speech: Speech, { by, line, about }: Ranked, { currency, sight, apart }: UsageFacts): ReportLine {
  const name = escape(lineName(speech, by, line, sight));
  const other = by === 'person' ? apart.get(line.key ?? '') : undefined;
  return {
    name: other === undefined ? name : speech.say('usage.namesake', { name, apart: escape(other) }),
    about,
    value: speech.money(line.cost, currency),
    opens: null,
  };
}

const othersLine = (
  speech: Speech,
  { others }: UsageRanking,
  { about, currency }: { readonly about: About; readonly currency: string },
): ReportLine => ({
  name: speech.say('usage.others', { count: speech.number(others.lines) }),
  about: about(others),
  value: speech.money(others.cost, currency),
  opens: null,
});

/** Days, the last first; as many as a card holds. */
function dayLists(speech: Speech, { byDay }: UsageReport, currency: string): ReportView['lists'] {
  const about = aboutParts(speech, byDay);
  const lines = byDay
    .slice(-mostDays)
    .toReversed()
    .map(day => ({
      name: speech.date(startOfDay(day.day, speech.timeZone)),
      about: about(day),
      value: speech.money(day.cost, currency),
      opens: null,
    }));
  return [{ title: '', lines }];
}

/** The same days by another kind, and their calls; a range in which nobody called has nothing to sort: a longer one may have. */
function usageButtons(speech: Speech, { calls, days }: UsageReport, by: UsageFacts['by']): readonly Button[] {
  if (calls === 0)
    return [
      ...(countDays(days) < longerDays
        ? [button(speech.say('usage.longer', { days: longerDays }), 'run', { text: `usage ${longerDays}` })]
        : []),
      ...runButtons(speech, 'balance'),
    ];
  const range = `${days.first} – ${days.last}`;
  const kinds = (['person', 'destination', 'day'] as const).filter(kind => kind !== by);
  return [
    button(speech.say('button.calls'), 'run', { text: `calls ${range}` }),
    ...kinds.map(kind => button(speech.say(`usage.by.${kind}`), 'run', { text: `usage ${range} by ${kind}` })),
    ...runButtons(speech, 'balance'),
  ];
}

/** How much of the cost was drawn from credits, and since when they are drawn; nothing where there never were any (L10). */
function drawnFact(
  speech: Speech,
  { drawn, cost }: UsageSums,
  { currency, from, opensAt }: Pick<UsageFacts, 'currency' | 'from' | 'opensAt'>,
): readonly Fact[] {
  const isPaidAfterUse = (opensAt === undefined || opensAt === neverOpens) && drawn === 0n;
  if (cost === 0n || isPaidAfterUse) return [];
  const amount = speech.money(drawn, currency);
  const isSince = typeof opensAt === 'number' && opensAt !== neverOpens && opensAt > from;
  const value = isSince ? speech.say('usage.drawnSince', { amount, date: speech.date(opensAt) }) : amount;
  return [{ title: speech.say('usage.drawn'), value }];
}
