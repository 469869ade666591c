import { microsPerUnit, neverOpens, type Instant } from '../../core/index.ts';
import { usageCard } from '../../cards/usage.ts';
import { escape, plain } from '../../cards/escape.ts';
import type { Card } from '../../cards/card.ts';
import type { Fact } from '../../cards/frame.ts';
import type { UsageLine, UsageReport } from '../ports/index.ts';
import { cutNumbers } from '../chat/cut-numbers.view.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { absentText } from './absent.view.ts';
import type { UsageReport } from './usage-report.ts';

/** Calls, destinations and people of a range; people and numbers as whoever asks may see them (B8). */
export function usageView(
  speech: Speech,
  report: UsageReport,
  facts: {
    readonly currency: string;
    readonly from: Instant;
    readonly to: Instant;
    readonly importing: string;
    /** As in the wallet's terms; undefined where there is no wallet. */
    readonly opensAt: Instant | null | undefined;
    readonly erasedBefore: Instant | undefined;
    readonly sight: Sight;
    /** How many of each are listed. */
    readonly top: number;
  },
): Card {
  const { sight, top } = facts;
  const seen = (label: string): string => (sight.kind === 'whole' ? label : cutNumbers(label));
  const money = (amount: bigint): string => speech.money(amount, facts.currency);
  const minutes = (seconds: number): string => speech.number(Math.ceil(seconds / 60));
  const line = (one: UsageLine) => ({
    name: one.label === '' ? absentText(speech, facts) : escape(seen(one.label)),
    about: speech.say('usage.line', { calls: speech.number(one.calls), minutes: minutes(one.seconds) }),
    cost: money(one.cost),
  });
  const spending = report.byDestination.slice(0, top).filter(one => one.cost > 0);
  return usageCard({
    ...frame(speech, speech.say('usage.title'), runButtons(speech, 'balance')),
    range: [speech.say('usage.range', { from: speech.date(facts.from), to: speech.date(facts.to) }), facts.importing]
      .filter(text => text !== '')
      .join(' · '),
    empty: report.calls === 0 ? speech.say('usage.empty') : '',
    facts:
      report.calls === 0
        ? []
        : [
            { title: speech.say('usage.calls'), value: speech.number(report.calls) },
            { title: speech.say('usage.minutes'), value: minutes(report.seconds) },
            { title: speech.say('usage.cost'), value: money(report.cost) },
            ...drawnFact(speech, report, facts),
            ...peopleFact(speech, report, sight),
          ],
    chart: {
      title: speech.say('usage.destinations'),
      unit: facts.currency,
      values: spending.map(one => ({ x: plain(seen(one.label)).slice(0, 40), y: Number(one.cost) / microsPerUnit })),
    },
    destinations: spending.map(line),
    peopleTitle: speech.say('usage.people'),
    people: sight.kind === 'whole' ? report.byPerson.filter(one => one.cost > 0).map(line) : [],
    note: sight.kind === 'whole' ? '' : speech.say('usage.counted', { why: denialText(speech, sight.why) }),
  });
}

/** How many people called, where they are not named. */
const peopleFact = (speech: Speech, { byPerson }: UsageReport, sight: Sight): readonly Fact[] =>
  sight.kind === 'whole'
    ? []
    : [
        {
          title: speech.say('usage.peopleCount'),
          value: speech.number(byPerson.filter(({ label }) => label !== '').length),
        },
      ];

/** How much of the cost was drawn from credits, and since when they are drawn; nothing where there never were any (L10). */
function drawnFact(
  speech: Speech,
  { drawn, cost }: UsageReport,
  {
    currency,
    from,
    opensAt,
  }: { readonly currency: string; readonly from: Instant; readonly opensAt: Instant | null | undefined },
): readonly Fact[] {
  const isPaidAfterUse = (opensAt === undefined || opensAt === neverOpens) && drawn === 0n;
  if (cost === 0n || isPaidAfterUse) return [];
  const amount = speech.money(drawn, currency);
  const isSince = typeof opensAt === 'number' && opensAt !== neverOpens && opensAt > from;
  const value = isSince ? speech.say('usage.drawnSince', { amount, date: speech.date(opensAt) }) : amount;
  return [{ title: speech.say('usage.drawn'), value }];
}
