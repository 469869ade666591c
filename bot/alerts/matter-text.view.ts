import {
  alertKinds,
  balanceOf,
  type Alert,
  type Matter,
  type Micros,
  type Subject,
  type Wallet,
} from '../../core/index.ts';
import { joined } from '../chat/joined.view.ts';
import { reasonText } from '../chat/money-words.view.ts';
import { clockDoubtText } from '../chat/refusal-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { foresightFigures, foresightPlain, foresightText } from './foresight-text.view.ts';
import { callsLimits } from './matter-calls.view.ts';
import type { Surroundings } from './matter-surroundings.ts';
import { hasEnded, momentText } from './matter-words.view.ts';

/** What is amiss, or that it is over, in a sentence or two. */
export function matterText(speech: Speech, matter: Matter, surroundings: Surroundings): string {
  if (hasEnded(matter)) return overText(speech, matter, surroundings);
  if (surroundings.own !== undefined) return surroundings.own.text(speech);
  const { alert } = matter;
  // Nothing but the wallet knows the balance of a doubted clock's day.
  const isKnown = alert.kind !== 'clock-doubted' || surroundings.around?.wallet?.terms !== undefined;
  const said =
    surroundings.showsAmounts && isKnown
      ? alertText(speech, withBalanceNow(alert, surroundings))
      : plainText(speech, alert);
  const backup = alert.backup === undefined ? '' : speech.say(`alert.backup.${alert.backup}`);
  const stops = alert.kind === 'low-balance' || alert.kind === 'runs-out' ? speech.say('alert.low-balance.stops') : '';
  return joined(speech, said, backup, stops, callsLimits(speech, matter), asOfText(speech, matter, surroundings));
}

const overWords = {
  balance: 'matter.over.balance',
  recharge: 'matter.over.recharge',
  import: 'matter.over.import',
  clock: 'matter.over.clock',
  ledger: 'matter.over.ledger',
  program: 'matter.over.program',
  backup: 'matter.over.backup',
  documents: 'matter.over.documents',
  lot: 'matter.over.lot',
  budget: 'matter.over.budget',
  minutes: 'matter.over.minutes',
  spend: 'matter.over.spend',
  people: 'matter.over.people',
  payment: 'matter.over.payment',
  'payment-method': 'matter.over.payment-method',
  agreement: 'matter.over.agreement',
  credentials: 'matter.over.credentials',
} as const;

/** That it is over, and how it stands now. */
function overText(speech: Speech, matter: Matter, { around, showsAmounts }: Surroundings): string {
  const { subject } = alertKinds[matter.alert.kind];
  const over = subject === 'news' ? '' : speech.say(overWords[subject]);
  const wallet = around?.wallet;
  if (!showsAmounts || around === undefined || wallet?.terms === undefined) return over;
  if (subject !== 'balance' && subject !== 'recharge') return over;
  const { currency } = wallet.terms;
  const balance = speech.money(balanceOf(wallet.pool, around.now), currency);
  const added = addedDuring(wallet, matter);
  return joined(
    speech,
    // The present balance says it as well.
    subject === 'balance' ? '' : over,
    added === 0 ? '' : speech.say('matter.over.added', { amount: speech.money(added, currency) }),
    speech.say('matter.over.now', { balance }),
  );
}

/** What was bought while it lasted. */
const addedDuring = ({ pool }: Wallet, { raisedAt, endedAt = Infinity }: Matter): Micros =>
  pool.lots
    .filter(({ invoice, boughtAt }) => invoice !== null && boughtAt >= raisedAt && boughtAt <= endedAt)
    .reduce((sum, { amount }) => sum + amount, 0);

/** While usage is not imported, what is worked out of it is as of then (B7); '' otherwise. */
function asOfText(speech: Speech, matter: Matter, { around }: Surroundings): string {
  if (around?.usageUntil === undefined || !isWorkedOutOfUsage(matter)) return '';
  return around.usageUntil === null
    ? speech.say('matter.asOfNothing')
    : speech.say('matter.asOf', { date: momentText(speech, around.usageUntil, matter) });
}

/** While usage is not imported these are as of when it was last (B7). */
const subjectsOfUsage: ReadonlySet<Subject> = new Set(['balance', 'lot', 'budget', 'minutes', 'spend']);

const isWorkedOutOfUsage = ({ alert }: Matter): boolean => subjectsOfUsage.has(alertKinds[alert.kind].subject);

/** News tells the balance that it led to, everything else the present one. */
function withBalanceNow(alert: Alert, { around }: Surroundings): Alert {
  const wallet = around?.wallet;
  if (around === undefined || wallet?.terms === undefined || alertKinds[alert.kind].subject === 'news') return alert;
  return { ...alert, balance: balanceOf(wallet.pool, around.now), currency: wallet.terms.currency };
}

function alertText(speech: Speech, alert: Alert): string {
  const money = (amount: number | undefined): string => speech.money(amount ?? 0, alert.currency);
  const balance = money(alert.balance);
  const amount = money(alert.amount);
  switch (alert.kind) {
    case 'low-balance':
      return speech.say('alert.low-balance.text', { balance, threshold: money(alert.threshold) });
    case 'balance-zero':
      return speech.say('alert.balance-zero.text', { balance });
    case 'recharge-expected':
      return speech.say('alert.recharge-expected.text', { balance, amount });
    case 'recharge-succeeded':
    case 'payment-taken-back':
    case 'payment-won-back':
      return speech.say(`alert.${alert.kind}.text`, { amount, balance, invoice: alert.invoice ?? '' });
    case 'recharge-failed':
      return speech.say('alert.recharge-failed.text', {
        amount,
        balance,
        reason: reasonText(speech, alert.reason ?? ''),
      });
    case 'cap-reached':
      return speech.say('alert.cap-reached.text', { balance, cap: money(alert.threshold) });
    case 'recharge-unknown':
    case 'recharge-not-come':
    case 'order-unknown':
    case 'order-unconfirmed':
      return speech.say(`alert.${alert.kind}.text`, { amount, date: speech.date(alert.since ?? alert.at) });
    case 'clock-doubted':
      return joined(
        speech,
        clockText(speech, alert),
        speech.say('alert.clock-doubted.text', { balance, date: speech.dateTime(alert.at) }),
      );
    case 'ledger-damaged':
      return speech.say('alert.ledger-damaged.text', { entry: alert.entry ?? 0 });
    case 'import-stalled':
    case 'rounds-late':
      return plainText(speech, alert);
    default:
      return foresightText(speech, { ...alert, kind: alert.kind });
  }
}

/** The same without a figure. */
function plainText(speech: Speech, alert: Alert): string {
  switch (alert.kind) {
    case 'recharge-failed':
      return speech.say('alert.recharge-failed.plain', { reason: reasonText(speech, alert.reason ?? '') });
    case 'clock-doubted':
      return joined(speech, clockText(speech, alert), speech.say('alert.clock-doubted.plain'));
    case 'import-stalled':
      return alert.since === undefined
        ? speech.say('alert.import-stalled.never')
        : speech.say('alert.import-stalled.text', { date: speech.dateTime(alert.since) });
    case 'rounds-late':
      return speech.say('alert.rounds-late.text', { date: speech.dateTime(alert.since ?? alert.at) });
    case 'low-balance':
    case 'balance-zero':
    case 'recharge-expected':
    case 'recharge-succeeded':
    case 'payment-taken-back':
    case 'payment-won-back':
    case 'cap-reached':
    case 'recharge-unknown':
    case 'recharge-not-come':
    case 'order-unknown':
    case 'order-unconfirmed':
    case 'ledger-damaged':
      return speech.say(`alert.${alert.kind}.plain`);
    default:
      return foresightPlain(speech, { ...alert, kind: alert.kind });
  }
}

const clockText = (speech: Speech, { doubt }: Alert): string =>
  doubt === undefined ? '' : clockDoubtText(speech, doubt);

/** The figures alone, for a notification, and as of when they are; '' where there are none to be seen. */
export function matterFigures(speech: Speech, matter: Matter, surroundings: Surroundings): string {
  if (surroundings.own !== undefined) return surroundings.own.headline(speech);
  if (!surroundings.showsAmounts || hasEnded(matter)) return '';
  const figures = figuresNow(speech, matter, surroundings);
  const usageUntil = surroundings.around?.usageUntil ?? undefined;
  return figures === '' || usageUntil === undefined || !isWorkedOutOfUsage(matter)
    ? figures
    : speech.say('matter.figuresAsOf', { figures, date: momentText(speech, usageUntil, matter) });
}

function figuresNow(speech: Speech, matter: Matter, surroundings: Surroundings): string {
  const { kind, amount, balance, threshold, currency, invoice, reason } = withBalanceNow(matter.alert, surroundings);
  const money = (some: number | undefined): string => speech.money(some ?? 0, currency);
  switch (kind) {
    case 'low-balance':
      return speech.say('alert.low-balance.short', { balance: money(balance), threshold: money(threshold) });
    case 'balance-zero':
      return speech.say('alert.balance-zero.short', { balance: money(balance) });
    case 'recharge-succeeded':
      return speech.say('alert.recharge-succeeded.short', { amount: money(amount), balance: money(balance) });
    case 'recharge-failed':
      return speech.say('alert.recharge-failed.short', {
        amount: money(amount),
        reason: reasonText(speech, reason ?? ''),
      });
    case 'payment-taken-back':
    case 'payment-won-back':
      return speech.say('alert.payment-taken-back.short', { amount: money(amount), invoice: invoice ?? '' });
    case 'cap-reached':
      return money(threshold);
    case 'recharge-expected':
    case 'recharge-unknown':
    case 'recharge-not-come':
    case 'order-unknown':
    case 'order-unconfirmed':
      return money(amount);
    case 'import-stalled':
    case 'clock-doubted':
    case 'ledger-damaged':
    case 'rounds-late':
      return '';
    default:
      return foresightFigures(speech, { ...withBalanceNow(matter.alert, surroundings), kind });
  }
}
