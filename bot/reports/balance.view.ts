import {
  addedNext,
  balanceOf,
  dayMs,
  isExpired,
  isPaused,
  microsPerUnit,
  moneyToCome,
  rest,
  startsOfDays,
  type Activity,
  type Forecast,
  type Instant,
  type Micros,
  type Rule,
  type Terms,
  type TimeZone,
  type Wallet,
  isAtTrigger,
} from '../../core/index.ts';
import { balanceCard, type LineChart } from '../../cards/balance.ts';
import type { Card } from '../../cards/card.ts';
import type { Fact } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Word } from '../../cards/words.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import { roundScale } from './round-scale.view.ts';
import {
  methodText,
  cardHolderButton,
  needsCardHolder,
  reasonText,
  ruleText,
  whyText,
} from '../chat/money-words.view.ts';
import type { LabeledMethod } from '../funds/labeled-method.ts';
import { lastCheckedText } from '../tenant/last-checked.view.ts';

/** Today, and the four weeks before. */
const chartDays = 29;

export interface BalanceFacts {
  readonly wallet: Wallet;
  readonly history: Activity;
  readonly terms: Terms;
  readonly outlook: Pick<Forecast, 'runsOut' | 'basedOn'>;
  /** Why the last recharge failed; undefined where none did. */
  readonly failure: string | undefined;
  /** What is tried where the first way to pay declines a recharge; undefined for none. */
  readonly backup: LabeledMethod | undefined;
}

/** The balance and what it depends on; of a wallet that has been set up. */
export function balanceView(speech: Speech, found: BalanceFacts, now: Instant): Card {
  const { wallet, terms } = found;
  const balance = balanceOf(wallet.pool, now);
  const { rule } = wallet;
  const isStopped = isRulePaused(wallet);
  const isUnder = rule !== undefined && isAtTrigger(rule, balance);
  const isLow = balance <= 0 || isUnder;
  return balanceCard({
    ...frame(
      speech,
      speech.say('balance.title'),
      [
        ...orderButtons(speech, wallet, terms),
        ...(isStopped && needsCardHolder(found.failure) ? [cardHolderButton(speech, '')] : []),
        ...(isStopped ? [button(speech.say('button.tryAgain'), 'run', { text: 'auto-recharge on' })] : []),
        ...runButtons(speech, 'addFunds', 'forecast', 'lots', 'usage', 'history'),
      ]
        .slice(0, 6)
        .map((one, index) => (isLow && index === 0 ? { ...one, style: 'positive' as const } : one)),
    ),
    amount: speech.money(balance, terms.currency),
    color: balance <= 0 ? 'Attention' : isUnder ? 'Warning' : 'Default',
    asOf: speech.say('balance.asOf', { date: speech.dateTime(now) }),
    problem: problemOf(speech, found, balance),
    facts: factsOf(speech, found, now),
    chart: chartOf(speech, found, now),
  });
}

/** What a color alone would say: that it is paused, that nothing is left, that it is low. */
function problemOf(speech: Speech, { wallet, terms, failure }: BalanceFacts, balance: Micros): string {
  const { rule, pool } = wallet;
  const amount = speech.money(pool.owed, terms.currency);
  const trigger = speech.money(rule?.trigger ?? 0, terms.currency);
  const problems = {
    'balance.paused': isRulePaused(wallet),
    'balance.owing': pool.owed > 0,
    'balance.none': balance === 0 && pool.owed === 0 && pool.lots.length > 0,
    'balance.low': balance > 0 && rule !== undefined && isAtTrigger(rule, balance),
  };
  const sentences = (['balance.paused', 'balance.owing', 'balance.none', 'balance.low'] as const)
    .filter(word => problems[word])
    .map(word => (word === 'balance.paused' ? pausedText(speech, failure) : speech.say(word, { amount, trigger })));
  return joined(speech, ...sentences);
}

function pausedText(speech: Speech, failure: string | undefined): string {
  if (needsCardHolder(failure)) return speech.say('balance.paused.cardHolder');
  if (failure === 'unattended') return speech.say('balance.paused.unattended');
  return failure === undefined
    ? speech.say('balance.paused')
    : speech.say('balance.paused.reason', { reason: reasonText(speech, failure) });
}

const isRulePaused = ({ rule, memory }: Wallet): boolean => rule?.isOn === true && isPaused(memory);

/** What there is to say; what is zero, or not known, is left out. */
function factsOf(speech: Speech, found: BalanceFacts, now: Instant): readonly Fact[] {
  const { wallet, terms } = found;
  const { currency } = terms;
  const money = (amount: number): string => speech.money(amount, currency);
  const next = wallet.pool.lots.find(lot => !isExpired(lot, now) && rest(lot) > 0);
  const facts: readonly (readonly [Word, string | undefined])[] = [
    ['balance.lasts', lastsText(speech, found, now)],
    [
      'balance.expiresNext',
      next && speech.say('balance.expiresNextValue', { amount: money(rest(next)), date: speech.date(next.expiresAt) }),
    ],
    ['balance.autoRecharge', stateText(speech, found, now)],
    ['payment.backup', found.backup && methodText(speech, found.backup)],
    [
      'rule.why',
      wallet.memory.lastReason.reason === 'enough' || wallet.rule?.isOn !== true || isPaused(wallet.memory)
        ? undefined
        : whyText(speech, wallet.memory.lastReason, currency),
    ],
    ['balance.checked', lastCheckedText(speech, { pool: wallet.pool, terms })],
    ['balance.openOrders', wallet.openPayments.length === 0 ? undefined : money(moneyToCome(wallet.openPayments))],
  ];
  // Not by `flatMap`: for an array that it makes, V8 gives up the compiled code that fills the card, and makes it anew at every turn.
  return facts
    .filter((fact): fact is readonly [Word, string] => fact[1] !== undefined)
    .map(([title, value]) => ({ title: speech.say(title), value }));
}

/** How long the credits last at the present pace; nothing where there are none, or nobody calls. */
function lastsText(speech: Speech, { wallet, outlook }: BalanceFacts, now: Instant): string | undefined {
  const { runsOut, basedOn } = outlook;
  if (basedOn.amount === 0 || balanceOf(wallet.pool, now) <= 0) return undefined;
  if (runsOut === null) return speech.say('balance.lastsExpiry');
  if (runsOut.at <= now) return speech.say('balance.lastsUnseen');
  const days = Math.floor((runsOut.at - now) / dayMs);
  const date = speech.date(runsOut.at);
  const until =
    days < 2
      ? speech.say('balance.lastsDay', { date })
      : speech.say('balance.lastsDays', { date, days: speech.number(days) });
  return wallet.rule?.isOn === true ? speech.say('balance.lastsAlone', { until }) : until;
}

/** In fewer words than its form has: its limit is not what one asks a balance for. */
function stateText(speech: Speech, { wallet, terms }: BalanceFacts, now: Instant): string {
  const { rule } = wallet;
  if (rule?.isOn !== true) return ruleText(speech, rule, terms);
  const money = (amount: Micros): string => speech.money(amount, terms.currency);
  const trigger = money(rule.trigger);
  if (isRulePaused(wallet))
    return speech.say('balance.pausedState', { amount: money(addedNext(wallet, now)), trigger });
  if (terms.mode === 'mirror')
    return speech.say('balance.onMirrorState', { amount: money(rule.rechargeWith), trigger });
  if (rule.upTo !== undefined) return speech.say('balance.onUpToState', { target: money(rule.upTo), trigger });
  return speech.say('balance.onState', { amount: money(rule.rechargeWith), trigger });
}

/** Fewer days than these make no line. */
const fewestDays = 3;

/**
 * The balance at the end of each day since there is one, as steps, beside the threshold; none where nothing has happened. Teams writes names of
 * days upon each other, or cut: the days are counted back from today.
 */
function chartOf(speech: Speech, { wallet, history, terms }: BalanceFacts, now: Instant): LineChart {
  const { starts, labels } = chartDaysOf(now, speech, terms.timeZone);
  const all = history.balances(wallet, starts, now);
  // Before calls were booked nobody knows what was left of credits that there were already.
  const begun = Math.max(
    Math.min(...wallet.pool.lots.map(lot => lot.boughtAt)),
    wallet.spans[0]?.from ?? Number.NEGATIVE_INFINITY,
  );
  const skipped = Math.max(
    0,
    starts.findLastIndex(start => start <= begun),
  );
  const balances = all.slice(skipped);
  const low = Math.min(...balances);
  const high = Math.max(...balances);
  const title = speech.say('balance.chart');
  const chart = { title, days: speech.say('balance.chartDays'), unit: terms.currency };
  if (wallet.pool.lots.length === 0 || balances.length < fewestDays || low === high)
    return { ...chart, text: '', lines: [], least: 0, most: 0 };
  const money = (amount: number): string => speech.money(amount, terms.currency);
  const { rule } = wallet;
  // Teams parts an axis in four: the threshold is drawn over a number of days that makes whole ones.
  const ends = [-4 * Math.ceil((balances.length - 1) / 4), 0];
  return {
    ...chart,
    ...roundScale([low, high, rule?.trigger ?? 0].map(amount => amount / microsPerUnit)),
    text: speech.say('balance.chartText', {
      amount: money(balances[0] ?? 0),
      date: labels[skipped] ?? '',
      now: money(balances.at(-1) ?? 0),
      low: money(low),
      high: money(high),
    }),
    lines: [
      { legend: title, color: 'categoricalBlue', values: stepsOf(balances) },
      ...(rule === undefined
        ? []
        : [
            {
              legend: thresholdText(speech, rule, money),
              color: 'warning' as const,
              values: ends.map(x => ({ x, y: rule.trigger / microsPerUnit })),
            },
          ]),
    ],
  };
}

/** Amounts of the days up to today, which is 0: each holds until the next differs. */
function stepsOf(amounts: readonly number[]): LineChart['lines'][number]['values'] {
  return amounts.flatMap((amount, index) => {
    const x = index + 1 - amounts.length;
    const before = amounts[index - 1] ?? amount;
    const isEnd = index === 0 || x === 0;
    if (amount === before) return isEnd ? [{ x, y: amount / microsPerUnit }] : [];
    return [before, amount].map(each => ({ x, y: each / microsPerUnit }));
  });
}

const thresholdText = (speech: Speech, rule: Rule, money: (amount: number) => string): string =>
  speech.say(rule.isOn ? 'balance.threshold' : 'balance.thresholdWarns', { trigger: money(rule.trigger) });

/** What waits for somebody to say what came of it (B1): the form for the only one, all of them where there are several. */
function orderButtons(speech: Speech, { openPayments }: Wallet, { mode }: Terms): readonly Button[] {
  const waiting = openPayments.filter(({ isUnknown }) => isUnknown || mode === 'mirror');
  const [first] = waiting;
  if (first === undefined) return [];
  if (mode !== 'mirror' || waiting.length > 1 || first.payment.purpose === 'recharge')
    return runButtons(speech, 'orders');
  return [
    button(speech.say('button.confirmPurchase'), 'confirm-purchase', { payment: first.payment.key, step: 'ask' }),
  ];
}

interface ChartDays {
  readonly starts: readonly Instant[];
  readonly labels: readonly string[];
}

const kept = new Map<string, ChartDays & { readonly until: Instant }>();

/** The days of the chart, cached until midnight: `Activity.balances` caches its result for the same array of starts. */
function chartDaysOf(now: Instant, speech: Speech, timeZone: TimeZone): ChartDays {
  const key = `${speech.language} ${timeZone}`;
  const before = kept.get(key);
  if (before !== undefined && now >= (before.starts.at(-1) ?? 0) && now < before.until) return before;
  const starts = startsOfDays(chartDays, now, timeZone);
  // A day has 23 to 25 hours: 36 hours after its start is always the next day.
  const [until = now] = startsOfDays(1, (starts.at(-1) ?? now) + 1.5 * dayMs, timeZone);
  const made = { starts, labels: starts.map(start => speech.shortDate(start)), until };
  kept.set(key, made);
  return made;
}
