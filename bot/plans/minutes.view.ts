import {
  roundedToCurrency,
  startOfMonth,
  type Currency,
  type Instant,
  type Meter,
  type MinutePool,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { reportCard, type ReportLine } from '../../cards/report.ts';
import { poolName } from '../alerts/pool-name.view.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import type { Speech } from '../chat/speech.ts';
import { usageUntilTexts } from '../chat/usage-until.view.ts';
import { asOfLine } from '../licenses/as-of.view.ts';
import type { KnownMinutes } from './kept-minutes.ts';

interface MinutesFacts {
  readonly found: KnownMinutes;
  readonly page: ListPage<MinutePool>;
  readonly currency: Currency;
  readonly now: Instant;
  /** Up to when usage was read, where its import is stalled. */
  readonly until: Instant | null | undefined;
  /** What was typed. */
  readonly text: string;
}

/** Every pool of included minutes: how much is used, when it is used up, and what it costs then. */
export function minutesView(speech: Speech, { found, page, currency, now, until, text }: MinutesFacts): Card {
  const { pools, month, unplaced, unlocated, asOf } = found;
  const isEmpty = pools.length === 0;
  return reportCard({
    ...frame(speech, speech.say('minutes.title'), [
      ...moreButtons(speech, text, page),
      ...runButtons(speech, 'savings', 'usage', 'licenses'),
    ]),
    subtitle: speech.say('usage.range', {
      from: speech.date(startOfMonth(month, speech.timeZone)),
      to: speech.date(now),
    }),
    texts: [
      ...(isEmpty ? [speech.say('minutes.empty')] : []),
      ...(unplaced === 0 ? [] : [speech.say('minutes.unplaced', { minutes: speech.number(unplaced) })]),
      ...(unlocated === 0 ? [] : [speech.say('minutes.unlocated', { count: speech.number(unlocated) })]),
      ...usageUntilTexts(speech, until),
      ...asOfLine(speech, asOf, now),
    ].map(one => ({ text: one })),
    facts: [],
    chart: { title: '', unit: '', values: [] },
    lists: isEmpty ? [] : [{ title: '', lines: page.items.map(pool => poolLine(speech, pool, { currency, now })) }],
    footnotes: isEmpty ? [] : [{ text: speech.say('minutes.note') }],
  });
}

interface Around {
  readonly currency: Currency;
  readonly now: Instant;
}

const poolLine = (speech: Speech, pool: MinutePool, around: Around): ReportLine => ({
  name: poolName(speech, pool.id),
  about: [...usedTexts(speech, pool), ...outlookTexts(speech, pool, around)].join(speech.say('minutes.then')),
  value: leftText(speech, pool),
  opens: null,
});

/** What is left; of two meters of the fuller one, since it ends both. */
function leftText(speech: Speech, { meters, each }: MinutePool): string {
  if (each !== null) return speech.say('minutes.each', { minutes: speech.number(each.minutes) });
  const [fullest] = meters.toSorted((one, other) => other.used / other.total - one.used / one.total);
  const left = fullest === undefined ? 0 : Math.max(0, fullest.total - fullest.used);
  return speech.say('minutes.left', { minutes: speech.number(left) });
}

function usedTexts(speech: Speech, { meters, each }: MinutePool): readonly string[] {
  if (each !== null) {
    const most = speech.say('minutes.most', { minutes: speech.number(each.most) });
    const some = { usedUp: speech.number(each.usedUp), nearly: speech.number(each.nearly) };
    return each.nearly + each.usedUp === 0 ? [most] : [most, speech.say('minutes.people', some)];
  }
  return meters.map(meter => meterText(speech, meter));
}

const meterText = (speech: Speech, { kind, used, total }: Meter): string =>
  speech.say(`minutes.used.${kind}`, {
    used: speech.number(used),
    total: speech.number(total),
    percent: speech.number(Math.floor((used * 100) / total)),
  });

/** When they are used up, and what credits pay for then. */
function outlookTexts(
  speech: Speech,
  { runsOut, overage, each, meters }: MinutePool,
  { currency, now }: Around,
): readonly string[] {
  if (each !== null) return [];
  if (runsOut === null) return [speech.say('minutes.lasts')];
  const isUsedUp = meters.some(({ used, total }) => used >= total);
  const when = isUsedUp
    ? speech.say('minutes.usedUp')
    : runsOut.at <= now
      ? speech.say('minutes.unseen')
      : speech.say('minutes.runsOut', {
          date: speech.shortDate(runsOut.at),
          earliest: speech.shortDate(runsOut.earliest),
        });
  if (overage === null || overage.minutes === 0) return [when];
  const amount = roundedToCurrency(overage.amount, currency);
  const facts = { minutes: speech.number(overage.minutes), amount: speech.money(amount, currency) };
  if (overage.unpriced >= overage.minutes)
    return [when, speech.say('minutes.overageUnpriced', { minutes: facts.minutes })];
  return [
    when,
    overage.unpriced === 0
      ? speech.say('minutes.overage', facts)
      : speech.say('minutes.overagePart', { ...facts, unpriced: speech.number(overage.unpriced) }),
  ];
}
