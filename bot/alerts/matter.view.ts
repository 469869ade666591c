import {
  alertKinds,
  balanceOf,
  formAmount,
  isNews,
  roundedToCurrency,
  snoozeChoices,
  type Matter,
} from '../../core/index.ts';
import { alertCard, type AlertView, type Snooze } from '../../cards/alert.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Word } from '../../cards/words.ts';
import { frame } from '../chat/frame.view.ts';
import { cardHolderButton, needsCardHolder, waitsForSomebody } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { lastCheckedText } from '../tenant/last-checked.view.ts';
import { alertLooks, backupPaidMending, pausedMending, typedFor, typedToMend, type Mending } from './mending.view.ts';
import { callsButtons, mayStopCalls } from './matter-calls.view.ts';
import { matterText } from './matter-text.view.ts';
import { hasEnded, matterSince, matterState, matterTimeline, matterTitle } from './matter-words.view.ts';
import type { KnownAround, ShownHow, Surroundings } from './matter-surroundings.ts';
import { nextStep, retriesAt } from './next-step.view.ts';

/** Beside Later: more would fill a phone. */
const mostButtons = 3;

/** So much of the timeline is shown; what came before is folded. */
const shownEvents = 4;

/** A matter as a conversation sees it: what is amiss, what happens next, who takes care of it, and how it came about. */
export const matterView = (speech: Speech, matter: Matter, surroundings: Surroundings): Card =>
  alertCard(
    surroundings.hasMoved ? movedCard(speech, matter, surroundings) : presentCard(speech, matter, surroundings),
  );

/** Says what it was about, and nothing that may have changed since. */
const movedCard = (speech: Speech, matter: Matter, how: ShownHow): AlertView => ({
  ...frame(speech, matterTitle(speech, matter, how)),
  ...matterState(speech, matter, how),
  ...{ mentions: '', text: '', next: '', facts: [], timeline: [], folds: [], snoozes: [] },
  since: speech.dateTime(matter.raisedAt),
});

function presentCard(speech: Speech, matter: Matter, surroundings: Surroundings): AlertView {
  const timeline = matterTimeline(speech, matter, surroundings);
  const earlier = timeline.slice(0, -shownEvents);
  const title = speech.say('matter.earlier', { count: speech.number(earlier.length) });
  return {
    ...frame(speech, matterTitle(speech, matter, surroundings), buttonsOf(speech, matter, surroundings)),
    ...matterState(speech, matter, surroundings),
    mentions: mentionsText(speech, surroundings),
    text: matterText(speech, matter, surroundings),
    next: nextStep(speech, matter, surroundings),
    facts: matterFacts(speech, matter, surroundings),
    timeline: timeline.slice(-shownEvents),
    folds: earlier.length === 0 ? [] : [{ title, earlier }],
    since: matterSince(speech, matter),
    snoozes: matter.endedAt === undefined ? [snoozeOf(speech, matter)] : [],
  };
}

/** Whom a new post calls; '' for nobody. */
export const mentionsText = (speech: Speech, { mentions = [] }: ShownHow): string =>
  mentions.length === 0
    ? ''
    : speech.say('matter.for', {
        names: mentions.map(({ text }) => text).join(speech.say('list.comma')),
      });

/** Whose calls it is about, how long it lasts, how many people it is about, and how often it was tried. */
export function matterFacts(
  speech: Speech,
  matter: Matter,
  { around, showsAmounts, own, whose }: Surroundings,
): readonly Fact[] {
  const { alert } = matter;
  if (own !== undefined) return own.facts(speech);
  if (!showsAmounts || matter.endedAt !== undefined) return [];
  const fact = (title: string, value: string | undefined): readonly Fact[] =>
    value === undefined ? [] : [{ title, value }];
  if (whose !== undefined) return fact(speech.say('matter.whose'), escape(whose));
  const { failures = 0 } = alert;
  // One that waits for somebody counts as many at once.
  if (failures > 1 && !waitsForSomebody(alert.reason))
    return fact(speech.say('matter.failures'), speech.number(failures));
  const isMirrored = alert.kind === 'recharge-expected';
  if (around === undefined || (alertKinds[alert.kind].subject !== 'balance' && !isMirrored)) return [];
  const { callers, wallet } = around;
  if (isMirrored) return fact(speech.say('balance.checked'), wallet && lastCheckedText(speech, wallet));
  const isForeseen = alert.kind === 'runs-out';
  return [
    // What runs out says until when it lasts.
    ...fact(speech.say('balance.lasts'), isForeseen ? undefined : lastsUntil(speech, around)),
    ...fact(speech.say('forecast.notYetSeen'), isForeseen ? unseenText(speech, around) : undefined),
    ...fact(speech.say('matter.callers'), callers === undefined || callers === 0 ? undefined : speech.number(callers)),
    ...fact(speech.say('balance.checked'), wallet && lastCheckedText(speech, wallet)),
  ];
}

/** What calls have probably cost that no report shows yet; undefined for nothing. */
function unseenText(speech: Speech, { wallet, outlook }: KnownAround): string | undefined {
  const { currency } = wallet?.terms ?? {};
  if (currency === undefined || outlook === undefined || outlook.notYetSeen === 0) return undefined;
  return speech.say('speech.about', {
    amount: speech.money(roundedToCurrency(outlook.notYetSeen, currency), currency),
  });
}

/** When nothing is left at the present pace; undefined where nothing is left now, or nobody calls. */
function lastsUntil(speech: Speech, { wallet, outlook, now }: KnownAround): string | undefined {
  const runsOutAt = outlook?.runsOut?.at;
  if (wallet === undefined || runsOutAt === undefined || balanceOf(wallet.pool, now) <= 0) return undefined;
  return runsOutAt <= now
    ? speech.say('balance.lastsUnseen')
    : speech.say('balance.lastsDay', { date: speech.date(runsOutAt) });
}

/** What mends it, first, and where more is seen; only that once it is over. */
export function mendingOf(matter: Matter, { around }: Surroundings): readonly Mending[] {
  const { kind } = matter.alert;
  const isPaused = kind === 'recharge-failed' && retriesAt(matter, around) === undefined;
  const usual = matter.alert.backup === 'paid' ? backupPaidMending : alertLooks[kind].mending;
  const mending = isPaused ? pausedMending : usual;
  return hasEnded(matter) ? mending.slice(-1) : mending;
}

function buttonsOf(speech: Speech, matter: Matter, surroundings: Surroundings): readonly Button[] {
  const { id, alert, acknowledged } = matter;
  const mending = mendingOf(matter, surroundings);
  const run = (name: Mending): Button =>
    (name === 'addFunds' && addAmountButton(speech, matter, surroundings)) ||
    button(speech.say(`button.${name}`), 'run-beside', { text: typedFor(name, alert), matter: id });
  const [calls] = callsButtons(speech, matter);
  if (hasEnded(matter)) return [...(calls === undefined ? [] : [calls]), ...mending.map(run)];
  const acknowledge = acknowledged === undefined && !isNews(matter) ? [acknowledgeButton(speech, matter)] : [];
  const [first, ...others] = [
    ...orderButtons(speech, matter),
    ...holderButtons(speech, matter),
    ...(calls === undefined ? [] : [calls]),
    ...mending.map(run),
  ];
  const isMended = alertLooks[alert.kind].isMendedHere || alert.payment !== undefined || mayStopCalls(matter);
  const all =
    first !== undefined && isMended
      ? [{ ...first, style: 'positive' as const }, ...acknowledge, ...others]
      : [...acknowledge, ...(first === undefined ? [] : [first]), ...others];
  return all.slice(0, mostButtons);
}

/** Adds what lasts; undefined where no amount is known, or may be shown. */
function addAmountButton(speech: Speech, { id, alert }: Matter, { showsAmounts }: Surroundings): Button | undefined {
  const { kind, amount, currency } = alert;
  if (kind !== 'runs-out' || amount === undefined || !showsAmounts) return undefined;
  const text = `${typedToMend.addFunds} ${formAmount(amount, currency)}`;
  return button(speech.say('button.addAmount', { amount: speech.money(amount, currency) }), 'run-beside', {
    ...{ text, matter: id },
  });
}

export const acknowledgeButton = (speech: Speech, { id }: Matter): Button =>
  button(speech.say('button.acknowledge'), 'acknowledge', { matter: id });

/** What can be said of the payment that it is about; the form has what else there is to say. */
function orderButtons(speech: Speech, { id, alert: { kind, payment } }: Matter): readonly Button[] {
  if (payment === undefined) return [];
  const say = (word: Word, wants: 'ask' | 'expected' | 'end'): Button =>
    button(speech.say(word), 'order-beside', { payment, matter: id, wants });
  switch (kind) {
    case 'recharge-expected':
      return [say('button.asExpected', 'expected'), say('button.notAsExpected', 'ask')];
    case 'recharge-not-come':
      return [say('button.cameAfterAll', 'ask')];
    case 'order-unconfirmed':
      return [say('button.confirmPurchase', 'ask'), say('button.end.order', 'end')];
    case 'recharge-unknown':
    case 'order-unknown':
      return [say('button.wasCharged', 'ask'), say('button.end.unknown', 'end')];
    default:
      return [];
  }
}
const holderButtons = (speech: Speech, { alert: { kind, reason } }: Matter): readonly Button[] =>
  kind === 'recharge-failed' && needsCardHolder(reason) ? [cardHolderButton(speech, '')] : [];

const snoozeOf = (speech: Speech, { id }: Matter): Snooze => ({
  title: speech.say('button.later'),
  label: speech.say('matter.snooze.label'),
  value: '1h',
  choices: snoozeChoices.map(value => ({ title: speech.say(`matter.snooze.${value}`), value })),
  button: button(speech.say('button.snooze'), 'snooze', { matter: id }, { inputs: 'auto' }),
});
