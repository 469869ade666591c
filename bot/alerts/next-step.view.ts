import {
  addedNext,
  balanceOf,
  dayMs,
  evaluate,
  isPaused,
  monthOf,
  roundedToCurrency,
  startOfMonth,
  unreachable,
  type Instant,
  type Matter,
  type Micros,
  type Wallet,
} from '../../core/index.ts';
import { joined } from '../chat/joined.view.ts';
import { needsCardHolder } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { callsNext } from './matter-calls.view.ts';
import type { KnownAround, Surroundings } from './matter-surroundings.ts';
import { momentText } from './matter-words.view.ts';

/** What happens next without anybody's doing, or that nothing does; '' where the text says it, or nothing is known. */
export function nextStep(speech: Speech, matter: Matter, surroundings: Surroundings): string {
  const { alert, calls } = matter;
  if (calls?.state === 'stopped' && matter.endedAt !== undefined) return speech.say('alert.next.calls-still');
  if (matter.endedAt !== undefined) return '';
  switch (alert.kind) {
    case 'low-balance':
    case 'balance-zero':
      return poolNext(speech, matter, surroundings);
    case 'runs-out':
      return joined(speech, lastingText(speech, matter, surroundings), poolNext(speech, matter, surroundings));
    case 'lot-expires':
      return useText(speech, matter, surroundings);
    case 'recharge-expected':
      return shownThere(speech, matter, surroundings);
    case 'recharge-failed':
      return alert.backup === 'tried' ? '' : retryText(speech, matter, surroundings);
    case 'cap-reached':
      return speech.say('alert.next.cap-reached', { date: nextMonth(speech, surroundings.around?.now ?? alert.at) });
    case 'card-expires':
      return cardText(speech, matter);
    case 'minutes-used':
      // Where nobody shares, more licenses help nobody.
      return alert.count === undefined ? speech.say('alert.next.minutes-used') : '';
    case 'import-stalled':
    case 'recharge-unknown':
    case 'recharge-not-come':
    case 'order-unconfirmed':
    case 'order-unknown':
    case 'purchase-order-used':
    case 'secret-expires':
    case 'rounds-late':
    case 'backup-missing':
    case 'documents-unsent':
      return speech.say(`alert.next.${alert.kind}`);
    case 'budget-half':
    case 'budget-forecast':
    case 'budget-reached':
      return speech.say('alert.next.budget');
    case 'unusual-spend':
    case 'fraud-suspected':
      return callsNext(speech, matter);
    case 'people-blocked':
    case 'licenses-missing':
      return speech.say(`alert.next.${alert.kind}`);
    case 'recharge-succeeded':
    case 'payment-taken-back':
    case 'payment-won-back':
    case 'clock-doubted':
    case 'ledger-damaged':
    case 'digest':
    case 'statement-ready':
      return '';
    default:
      return unreachable(alert.kind);
  }
}

/** How much has to be added that it lasts. */
const lastingText = (
  speech: Speech,
  { alert: { amount, currency } }: Matter,
  { showsAmounts }: Surroundings,
): string =>
  amount === undefined || !showsAmounts
    ? ''
    : speech.say('alert.next.lasting', { amount: speech.money(amount, currency) });

/** What would use what expires. */
function useText(speech: Speech, { alert }: Matter, { around, showsAmounts }: Surroundings): string {
  const { amount, until, currency } = alert;
  if (amount === undefined || until === undefined || around?.outlook === undefined || !showsAmounts)
    return speech.say('alert.next.lot-expires.plain');
  const { basedOn } = around.outlook;
  const days = Math.max(1, (until - around.now) / dayMs);
  const aDay = (sum: number): string => speech.money(roundedToCurrency(sum, currency), currency);
  return speech.say('alert.next.lot-expires', {
    pace: aDay(basedOn.amount / Math.max(1, basedOn.days)),
    more: aDay(amount / days),
  });
}

/** What the admin center should show once Microsoft has added it, and until when somebody may say so. */
function shownThere(speech: Speech, { alert }: Matter, { around, showsAmounts }: Surroundings): string {
  const wallet = around?.wallet;
  if (wallet?.terms === undefined || alert.amount === undefined || !showsAmounts) return '';
  const balance = balanceOf(wallet.pool, around?.now ?? alert.at) + alert.amount;
  return speech.say('alert.next.recharge-expected', { balance: speech.money(balance, wallet.terms.currency) });
}

function retryText(speech: Speech, matter: Matter, { around }: Surroundings): string {
  const at = retriesAt(matter, around);
  if (at === undefined) {
    if (needsCardHolder(matter.alert.reason)) return speech.say('alert.noRetry.cardHolder');
    return speech.say(matter.alert.reason === 'unattended' ? 'alert.noRetry.unattended' : 'alert.noRetry');
  }
  return at <= (around?.now ?? matter.alert.at)
    ? speech.say('alert.retrySoon')
    : speech.say('alert.retry', { date: momentText(speech, at, matter) });
}

/** When a failed recharge is tried again by itself; undefined where it is paused. */
export function retriesAt({ alert }: Pick<Matter, 'alert'>, around: KnownAround | undefined): Instant | undefined {
  const memory = around?.wallet?.memory;
  if (memory === undefined) return alert.retryAt;
  return isPaused(memory) ? undefined : memory.retryAt;
}

/** What to do about a card that expires, and what it will be missed for. */
function cardText(speech: Speech, { alert: { next, step } }: Matter): string {
  if (step === 0) return speech.say('alert.next.card-expires.over');
  return joined(
    speech,
    next === undefined ? '' : speech.say('alert.next.card-expires.missed', { date: speech.date(next.at) }),
    speech.say('alert.next.card-expires'),
  );
}

/** What auto-recharge will do about the balance. */
function poolNext(speech: Speech, matter: Matter, { around, showsAmounts }: Surroundings): string {
  const { alert } = matter;
  const currency = around?.wallet?.terms?.currency ?? alert.currency;
  const adds = (when: Adding, amount: Micros, facts: Readonly<Record<string, string>> = {}): string =>
    showsAmounts
      ? speech.say(`alert.next.${when}`, { ...facts, amount: speech.money(amount, currency) })
      : speech.say(`alert.next.${when}.plain`, facts);
  const addsAfter = (amount: Micros, at: Instant): string =>
    adds('after', amount, { date: momentText(speech, at, matter) });
  if (around?.wallet?.terms === undefined)
    return alert.next === undefined ? '' : addsAfter(alert.next.amount, alert.next.at);
  const { wallet, now } = around;
  const { trigger = 0, upTo } = wallet.rule ?? {};
  const next = addedNext(wallet, now);
  const evaluation = evaluate(wallet, now);
  if (evaluation.kind === 'order') return adds('ordered', evaluation.amount);
  const { why } = evaluation;
  switch (why.reason) {
    case 'cooling-down':
    case 'backing-off':
      return addsAfter(next, why.until);
    case 'enough':
      // A threshold of one's own may be above the rule's.
      return upTo === undefined || isMirrored(wallet)
        ? adds('enough', next, { trigger: speech.money(trigger, currency) })
        : adds('enoughUpTo', upTo, { trigger: speech.money(trigger, currency) });
    case 'in-flight':
      return adds(isMirrored(wallet) ? 'expected' : 'in-flight', rechargeUnderWay(wallet));
    case 'cap-reached':
      return speech.say('alert.next.cap-reached', { date: nextMonth(speech, now) });
    case 'no-rule':
    case 'off':
      return speech.say('alert.next.off');
    case 'no-payment-method':
    case 'paused':
    case 'unknown-outcome':
    case 'awaits-crossing':
      return speech.say(`alert.next.${why.reason}`);
    case 'ordered':
      throw new Error('an order that waits');
    default:
      return unreachable(why);
  }
}

/** How auto-recharge adds an amount. */
type Adding = 'after' | 'ordered' | 'enough' | 'enoughUpTo' | 'in-flight' | 'expected';

const isMirrored = ({ terms }: Wallet): boolean => terms?.mode === 'mirror';

const rechargeUnderWay = ({ openPayments }: Wallet): number =>
  openPayments.find(({ payment }) => payment.purpose === 'recharge')?.payment.amount ?? 0;

/** The first day of the month that comes. */
const nextMonth = (speech: Speech, now: Instant): string =>
  speech.shortDate(startOfMonth(monthOf(now, speech.timeZone), speech.timeZone, 1));
