import {
  balanceOf,
  dayOf,
  isExpired,
  microsPerUnit,
  moneyToCome,
  rest,
  startsOfDays,
  type BalanceHistory,
  type Instant,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { balanceCard } from '../../cards/balance.ts';
import type { Card } from '../../cards/card.ts';
import { frame, runButtons } from './frame.ts';
import type { Speech } from './speech.ts';
import { ruleText, whyText } from './why.ts';

const chartDays = 30;

/** The balance and what it depends on; of a wallet that has been set up. */
export function balanceView(
  speech: Speech,
  found: { readonly wallet: Wallet; readonly history: BalanceHistory; readonly terms: Terms },
  now: Instant,
): Card {
  const { wallet, terms } = found;
  const { currency } = terms;
  const money = (amount: number): string => speech.money(amount, currency);
  const balance = balanceOf(wallet.pool, now);
  const next = wallet.pool.lots.find(lot => !isExpired(lot, now) && rest(lot) > 0);
  const starts = startsOfDays(chartDays, now, terms.timeZone);
  const balances = found.history.balances(wallet, starts, now);
  const chartTitle = speech.say('balance.chart');
  const trigger = wallet.rule?.trigger ?? 0;
  return balanceCard({
    ...frame(
      speech,
      speech.say('balance.title'),
      runButtons(speech, 'addFunds', 'autoRecharge', 'lots', 'history', 'usage'),
    ),
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
      values: starts.map((start, index) => ({
        x: dayOf(start, terms.timeZone),
        y: (balances[index] ?? 0) / microsPerUnit,
      })),
    },
  });
}
