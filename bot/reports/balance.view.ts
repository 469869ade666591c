import {
  balanceOf,
  dayMs,
  dayOf,
  isExpired,
  microsPerUnit,
  moneyToCome,
  rest,
  startsOfDays,
  type Activity,
  type Instant,
  type Terms,
  type TimeZone,
  type Wallet,
} from '../../core/index.ts';
import { balanceCard } from '../../cards/balance.ts';
import type { Card } from '../../cards/card.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { ruleText, whyText } from '../chat/money-words.view.ts';

const chartDays = 30;

/** The balance and what it depends on; of a wallet that has been set up. */
export function balanceView(
  speech: Speech,
  found: { readonly wallet: Wallet; readonly history: Activity; readonly terms: Terms },
  now: Instant,
): Card {
  const { wallet, terms } = found;
  const { currency } = terms;
  const money = (amount: number): string => speech.money(amount, currency);
  const balance = balanceOf(wallet.pool, now);
  const next = wallet.pool.lots.find(lot => !isExpired(lot, now) && rest(lot) > 0);
  const { starts, labels } = chartDaysOf(now, terms.timeZone);
  const balances = found.history.balances(wallet, starts, now);
  const chartTitle = speech.say('balance.chart');
  const trigger = wallet.rule?.trigger ?? 0;
  return balanceCard({
    ...frame(speech, speech.say('balance.title'), [
      ...confirmButtons(speech, wallet, terms),
      ...runButtons(speech, 'addFunds', 'autoRecharge', 'lots', 'history', 'usage'),
    ]),
    amount: money(balance),
    color: balance <= 0 ? 'Attention' : balance < trigger ? 'Warning' : 'Good',
    asOf: speech.say('balance.asOf', { date: speech.dateTime(now) }),
    facts: [
      { title: speech.say('balance.owed'), value: money(wallet.pool.owed) },
      {
        title: speech.say('balance.expiresNext'),
        value:
          next === undefined
            ? speech.say('balance.nothingExpires')
            : speech.say('balance.expiresNextValue', { amount: money(rest(next)), date: speech.date(next.expiresAt) }),
      },
      { title: speech.say('balance.autoRecharge'), value: ruleText(speech, wallet.rule, currency) },
      ...(wallet.memory.lastReason.reason === 'enough' || wallet.rule?.isOn !== true
        ? []
        : [{ title: speech.say('rule.why'), value: whyText(speech, wallet.memory.lastReason, currency) }]),
      ...(wallet.openPayments.length === 0
        ? []
        : [{ title: speech.say('balance.openOrders'), value: money(moneyToCome(wallet.openPayments)) }]),
    ],
    chart: {
      title: chartTitle,
      unit: currency,
      text: speech.say('balance.chartText', { amount: money(balances[0] ?? 0), now: money(balance) }),
      values: labels.map((x, index) => ({ x, y: (balances[index] ?? 0) / microsPerUnit })),
    },
  });
}

/** In mirror an open payment waits until an admin confirms the purchase at Microsoft: a button for the oldest one (B1). */
function confirmButtons(speech: Speech, { openPayments }: Wallet, { mode }: Terms): readonly Button[] {
  const [oldest] = openPayments;
  if (mode !== 'mirror' || oldest === undefined) return [];
  return [button(speech.say('button.confirmPurchase'), 'confirm-purchase', { key: oldest.payment.key })];
}

interface ChartDays {
  readonly starts: readonly Instant[];
  readonly labels: readonly string[];
}

const kept = new Map<TimeZone, ChartDays & { readonly until: Instant }>();

/** The days of the chart, cached until midnight: `Activity.balances` caches its result for the same array of starts. */
function chartDaysOf(now: Instant, timeZone: TimeZone): ChartDays {
  const before = kept.get(timeZone);
  if (before !== undefined && now >= (before.starts.at(-1) ?? 0) && now < before.until) return before;
  const starts = startsOfDays(chartDays, now, timeZone);
  // A day has 23 to 25 hours: 36 hours after its start is always the next day.
  const [until = now] = startsOfDays(1, (starts.at(-1) ?? now) + 1.5 * dayMs, timeZone);
  const made = { starts, labels: starts.map(start => dayOf(start, timeZone)), until };
  kept.set(timeZone, made);
  return made;
}
