import { startOfDay, type DayRange, type Rate, type Spread } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import { regionName } from '../../cards/regions.ts';
import { reportCard } from '../../cards/report.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { UsageLine } from '../ports/index.ts';
import { callTypeName } from './line-words.view.ts';

/** What a minute has cost: the usual price, its range, the connection fee; or that nobody has called there. */
export function rateView(
  speech: Speech,
  facts: {
    readonly currency: string;
    readonly country: string;
    readonly range: DayRange;
    readonly all: Rate | undefined;
    readonly byType: readonly (readonly [string, Rate])[];
    /** Countries that were called instead, where this one was not. */
    readonly others: readonly UsageLine[];
  },
): Card {
  const { currency, all, range } = facts;
  const country = regionName(speech.language, facts.country);
  const money = (amount: number): string => speech.money(amount, currency);
  const spread = ({ least, median, most }: Spread): string =>
    least === most
      ? money(median)
      : speech.say('rate.spread', { median: money(median), least: money(least), most: money(most) });
  const others = facts.others.map(({ label }) => regionName(speech.language, label));
  return reportCard({
    ...frame(speech, speech.say('rate.title', { country: plain(country) }), [
      ...(all === undefined
        ? others.map(name => button(plain(name), 'run', { text: `rate ${name}` }))
        : [
            button(speech.say('button.calls'), 'run', {
              text: `calls ${range.first} – ${range.last} to ${facts.country}`,
            }),
          ]),
      ...runButtons(speech, 'usage'),
    ]),
    subtitle: speech.say('usage.range', {
      from: speech.date(startOfDay(range.first, speech.timeZone)),
      to: speech.date(startOfDay(range.last, speech.timeZone)),
    }),
    texts:
      all === undefined
        ? [{ text: speech.say('rate.none', { country: escape(country) }) }]
        : [{ text: speech.say('rate.text', { count: speech.number(all.calls) }) }],
    facts:
      all === undefined
        ? []
        : [
            { title: speech.say('rate.perMinute'), value: spread(all.perMinute) },
            ...(all.fee === undefined ? [] : [{ title: speech.say('rate.fee'), value: spread(all.fee) }]),
          ],
    chart: { title: '', unit: '', values: [] },
    lists:
      facts.byType.length === 0
        ? []
        : [
            {
              title: speech.say('rate.byType'),
              lines: facts.byType.map(([type, one]) => ({
                name: type === '' ? speech.say('usage.unknown') : escape(callTypeName(speech, type)),
                about: speech.say('rate.calls', { count: speech.number(one.calls) }),
                value: spread(one.perMinute),
                opens: null,
              })),
            },
          ],
  });
}
