import { planDays, type Currency, type Instant, type PricedPlan } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { reportCard, type ReportLine, type ReportView } from '../../cards/report.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { usageUntilTexts } from '../chat/usage-until.view.ts';
import { asOfLine } from '../licenses/as-of.view.ts';
import type { FoundSavings, LicenseSaving } from './read-savings.ts';

interface SavingsFacts {
  readonly found: FoundSavings;
  readonly page: ListPage<LicenseSaving>;
  readonly sight: Sight;
  /** Whether whoever asks may say what licenses cost. */
  readonly mayPrice: boolean;
  readonly now: Instant;
  /** What was typed. */
  readonly text: string;
}

/** What can be saved a month and on whom; by license for whoever may not see people by name (B8). */
export function savingsView(speech: Speech, facts: SavingsFacts): Card {
  const { found, sight, now } = facts;
  const { unused, cheaper, perMonth, since, until, asOf, currency } = found;
  const isEmpty = unused.length + cheaper.length === 0;
  return reportCard({
    ...frame(speech, speech.say('savings.title'), buttonsOf(speech, facts, isEmpty)),
    subtitle: speech.say('savings.days', { days: planDays }),
    texts: [
      ...(since === undefined ? [] : [sinceText(speech, since)]),
      ...(isEmpty && since === undefined ? [speech.say('savings.none')] : []),
      ...unpricedTexts(speech, found),
      ...usageUntilTexts(speech, until),
      ...asOfLine(speech, asOf, now),
    ].map(text => ({ text })),
    facts: isEmpty
      ? []
      : [
          ...(perMonth === 0n
            ? []
            : [{ title: speech.say('savings.perMonth'), value: speech.money(perMonth, currency) }]),
          ...countFact(speech, 'savings.unused', unused),
          ...countFact(speech, 'savings.cheaper', cheaper),
        ],
    chart: { title: '', unit: '', values: [] },
    lists: isEmpty ? [] : listsOf(speech, facts),
    footnotes: [
      ...(isEmpty ? [] : [speech.say('savings.assumes', { days: planDays })]),
      ...(isEmpty || sight.kind === 'whole'
        ? []
        : [speech.say('savings.counted', { why: denialText(speech, sight.why) })]),
    ].map(text => ({ text })),
  });
}

const countFact = (
  speech: Speech,
  title: 'savings.unused' | 'savings.cheaper',
  found: readonly unknown[],
): readonly Fact[] => (found.length === 0 ? [] : [{ title: speech.say(title), value: speech.number(found.length) }]);

/** Of days without a log nobody can tell who did not call. */
const sinceText = (speech: Speech, since: Instant | null): string =>
  since === null
    ? speech.say('savings.noCalls')
    : speech.say('savings.since', { date: speech.date(since), days: planDays });

function unpricedTexts(speech: Speech, { unpriced }: FoundSavings): readonly string[] {
  if (unpriced.length === 0) return [];
  const plans = unpriced.map(plan => speech.say(`plan.${plan}`)).join(speech.say('list.comma'));
  return [speech.say('savings.unpriced', { plans })];
}

/** A price that is missing comes first: without it nothing can be said. */
function buttonsOf(
  speech: Speech,
  { found, page, mayPrice, text, sight }: SavingsFacts,
  isEmpty: boolean,
): readonly Button[] {
  const isUnpriced = found.unpriced.length > 0;
  return [
    ...(mayPrice
      ? [
          button(
            speech.say('savings.prices'),
            'setting',
            { setting: 'license-cost', place: '' },
            isUnpriced ? { style: 'positive' } : {},
          ),
        ]
      : []),
    ...(sight.kind === 'whole' ? moreButtons(speech, text, page) : []),
    ...(isEmpty ? [] : [button(speech.say('savings.file'), 'run', { text: 'export savings' })]),
    ...runButtons(speech, 'minutes', 'licenses'),
  ];
}

function listsOf(speech: Speech, { found, page, sight }: SavingsFacts): ReportView['lists'] {
  const { currency } = found;
  if (sight.kind !== 'whole') return [{ title: '', lines: countedLines(speech, found) }];
  const [unused, cheaper] = [
    page.items.filter(({ to }) => to.length === 0),
    page.items.filter(({ to }) => to.length > 0),
  ];
  return [
    { title: speech.say('savings.unused'), lines: unused.map(one => savingLine(speech, one, currency)) },
    { title: speech.say('savings.cheaper'), lines: cheaper.map(one => savingLine(speech, one, currency)) },
  ].filter(({ lines }) => lines.length > 0);
}

/** The name of a license, or of two together. */
export const plansText = (speech: Speech, plans: readonly PricedPlan[]): string =>
  plans.map(plan => speech.say(`plan.${plan}`)).join(speech.say('savings.and'));

function savingLine(
  speech: Speech,
  { person, from, to, costs, wouldCost }: LicenseSaving,
  currency: Currency,
): ReportLine {
  const plan = plansText(speech, [from]);
  return {
    name: escape(person.name),
    about:
      to.length === 0
        ? plan
        : speech.say('savings.change', {
            ...{ from: plan, to: plansText(speech, to) },
            ...{ costs: speech.money(costs ?? 0, currency), wouldCost: speech.money(wouldCost, currency) },
          }),
    value: costs === undefined ? speech.say('savings.noPrice') : speech.money(costs - wouldCost, currency),
    opens: button(speech.say('licenses.open', { name: plain(person.name) }), 'run', {
      text: `who ${person.userPrincipalName}`,
    }),
  };
}

/** How many of each license are not called with, and how many would be cheaper as another. */
function countedLines(speech: Speech, { unused, cheaper, currency }: FoundSavings): readonly ReportLine[] {
  const line = (name: string, about: string, saved: number | undefined): ReportLine => ({
    ...{ name, about, opens: null },
    value: saved === undefined ? speech.say('savings.noPrice') : speech.money(saved, currency),
  });
  return [
    ...[...Map.groupBy(unused, ({ plan }) => plan)].map(([plan, some]) =>
      line(
        plansText(speech, [plan]),
        speech.say('savings.unusedCount', { count: speech.number(some.length) }),
        some.every(({ price }) => price === undefined)
          ? undefined
          : some.reduce((sum, { price = 0 }) => sum + price, 0),
      ),
    ),
    ...[...Map.groupBy(cheaper, ({ from }) => from)].map(([plan, some]) =>
      line(
        plansText(speech, [plan]),
        speech.say('savings.cheaperCount', { count: speech.number(some.length) }),
        some.reduce((sum, one) => sum + one.costs - one.wouldCost, 0),
      ),
    ),
  ];
}
