import {
  unreachable,
  type AmountRefusal,
  type ClockDoubt,
  type Damage,
  type FinerThanCurrency,
  type Refusal,
} from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import type { Speech } from './speech.ts';

/** Every refusal of core in a sentence: what was wrong, and what would be right (B16). */
export function refusalText(speech: Speech, refusal: Refusal | Damage, currency: string): string {
  switch (refusal.kind) {
    case 'below-minimum':
      return speech.say('refuse.below-minimum', { minimum: speech.money(refusal.minimum, currency) });
    case 'target-not-above-trigger':
      return speech.say('refuse.target-not-above-trigger', { trigger: speech.money(refusal.trigger, currency) });
    case 'in-flight':
      return speech.say('refuse.in-flight', { amount: speech.money(refusal.open.amount, currency) });
    case 'order-open':
      return speech.say('refuse.order-open', { amount: speech.money(refusal.open.amount, currency) });
    case 'already-set-up':
      return speech.say('refuse.already-set-up', { currency: refusal.terms.currency });
    case 'clock-jumped':
      return clockDoubtText(speech, refusal);
    case 'damaged':
      if (refusal.invariant === 'newer-format') return speech.say('refuse.newer', { seq: refusal.seq });
      return speech.say('refuse.damaged', { seq: refusal.seq, invariant: refusal.invariant });
    case 'no-such-purchase':
    case 'purchase-has-payment':
    case 'nothing-to-refund':
      return speech.say(`refuse.${refusal.kind}`, { invoice: refusal.invoice });
    case 'currency-mismatch':
      return speech.say('refuse.foreign-row', { expected: refusal.expected, given: escape(refusal.given) });
    case 'too-large':
      return speech.say('refuse.too-large', { largest: speech.money(refusal.largest, currency) });
    case 'other-mode':
      return speech.say('refuse.other-mode', {
        mode: speech.say(`mode.${refusal.mode}`),
        program: speech.say(`mode.${refusal.program}`),
      });
    case 'mode-is-known':
      return speech.say('refuse.mode-is-known', { mode: speech.say(`mode.${refusal.mode}`) });
    case 'finer-than-currency':
      return finerText(speech, refusal);
    case 'already-reconciled':
    case 'in-future':
      return speech.say(`refuse.${refusal.kind}`, { date: speech.dateTime(refusal.at) });
    case 'needs-approval':
      return speech.say('refuse.needs-approval', { limit: speech.money(refusal.limit, currency) });
    case 'too-many-thresholds':
      return speech.say('refuse.too-many-thresholds', { most: refusal.most });
    case 'approval-not-needed':
    case 'approval-waits':
    case 'approval-not-waiting':
    case 'approval-expired':
    case 'own-approval':
    case 'asker-unknown':
    case 'not-the-asker':
    case 'nothing-to-reverse':
    case 'no-such-question':
    case 'amount-not-needed':
    case 'conflict':
    case 'not-set-up':
    case 'amount-not-positive':
    case 'trigger-not-positive':
    case 'cap-below-recharge':
    case 'no-such-payment':
    case 'wrong-mode':
    case 'pays-after-use':
    case 'has-credits':
      return speech.say(`refuse.${refusal.kind}`);
    default:
      return unreachable(refusal);
  }
}

function finerText(speech: Speech, { currency, digits, readings }: FinerThanCurrency): string {
  const finer = speech.say('refuse.finer-than-currency', { currency, digits });
  return readings.length === 0 ? finer : speech.say('refuse.instead', { finer, readings: either(speech, readings) });
}

const either = (speech: Speech, readings: readonly string[]): string => readings.join(speech.say('refuse.or'));

/** What is wrong with a typed amount, and what would be right (B4). */
export function amountText(speech: Speech, refusal: AmountRefusal, typed: string, currency: string): string {
  switch (refusal.kind) {
    case 'not-an-amount':
      return typed.trim() === ''
        ? speech.say('refuse.empty-amount')
        : speech.say('refuse.not-an-amount', { text: escape(cut(typed)) });
    case 'too-large':
      return speech.say('refuse.too-large', { largest: speech.money(refusal.largest, currency) });
    case 'ambiguous':
      return speech.say('refuse.ambiguous', {
        text: escape(cut(typed)),
        readings: either(speech, refusal.readings),
      });
    case 'finer-than-currency':
      return finerText(speech, refusal);
    case 'currency-mismatch':
      return speech.say('refuse.currency-mismatch', { expected: refusal.expected, given: escape(refusal.given) });
    default:
      return unreachable(refusal);
  }
}

/** Why the clock is not believed: a witness's clock differs, or it is too far from the last accepted reading (L13). */
export function clockDoubtText(speech: Speech, { at, last, witness }: ClockDoubt): string {
  const now = speech.dateTime(at);
  return witness === null
    ? speech.say('refuse.clock-jumped', { now, last: speech.dateTime(last ?? at) })
    : speech.say('refuse.clock-disagrees', { now, witness: escape(witness.name), there: speech.dateTime(witness.at) });
}
