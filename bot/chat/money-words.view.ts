import {
  startOfMonth,
  unreachable,
  type EvaluationReason,
  type Mode,
  type PaymentMethod,
  type Rule,
  type Wallet,
} from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { CardLabel } from '../ports/index.ts';
import type { Speech } from './speech.ts';

/** Why auto-recharge did or did not order. */
export function whyText(speech: Speech, why: EvaluationReason, currency: string): string {
  switch (why.reason) {
    case 'cooling-down':
    case 'backing-off':
      return speech.say(`why.${why.reason}`, { until: speech.dateTime(why.until) });
    case 'cap-reached':
      return speech.say('why.cap-reached', { cap: speech.money(why.cap, currency) });
    case 'no-rule':
    case 'off':
    case 'no-payment-method':
    case 'enough':
    case 'in-flight':
    case 'unknown-outcome':
    case 'awaits-crossing':
    case 'paused':
    case 'ordered':
      return speech.say(`why.${why.reason}`);
    default:
      return unreachable(why);
  }
}

export function ruleText(
  speech: Speech,
  rule: Rule | undefined,
  { currency, mode }: { readonly currency: string; readonly mode?: Mode | undefined },
): string {
  if (rule === undefined) return speech.say('rule.none');
  const { isOn, rechargeWith, monthlyCap, upTo } = rule;
  const trigger = speech.money(rule.trigger, currency);
  if (!isOn) return speech.say('rule.off', { trigger });
  const facts = { amount: speech.money(rechargeWith, currency), trigger };
  const cap = speech.money(monthlyCap ?? 0, currency);
  // Microsoft adds its amount once, and knows no target (M4).
  if (mode === 'mirror')
    return speech.say(monthlyCap === null ? 'rule.onMirror' : 'rule.onMirrorCapped', { ...facts, cap });
  if (upTo === undefined) return speech.say(monthlyCap === null ? 'rule.on' : 'rule.onCapped', { ...facts, cap });
  const target = speech.money(upTo, currency);
  return speech.say(monthlyCap === null ? 'rule.onUpTo' : 'rule.onUpToCapped', { ...facts, cap, target });
}

/** A payment method, in words; a card by the gateway's label. Where no markdown is rendered, `shown` is `plain`. */
export function methodText(
  speech: Speech,
  { method, label }: { readonly method: PaymentMethod; readonly label: CardLabel | undefined },
  shown: (text: string) => string = escape,
): string {
  switch (method.kind) {
    case 'card':
      return cardText(speech, label, shown);
    case 'agreement':
      return method.purchaseOrder === null
        ? speech.say('method.agreement', { number: shown(method.number) })
        : speech.say('method.agreement.order', { number: shown(method.number), order: shown(method.purchaseOrder) });
    case 'admin-centre':
      return speech.say('method.admin-center');
    default:
      return unreachable(method);
  }
}

function cardText(speech: Speech, label: CardLabel | undefined, shown: (text: string) => string): string {
  if (label === undefined) return speech.say('method.card-gone');
  const card =
    label.kind === 'test-card'
      ? speech.say(`method.test-card.${label.outcome}`)
      : speech.say('method.card', { brand: shown(label.brand), lastFour: shown(label.lastFour) });
  if (label.expires === null) return label.kind === 'card' ? speech.say('method.noExpiry', { card }) : card;
  return speech.say('method.expiring', { card, month: speech.month(startOfMonth(label.expires, speech.timeZone)) });
}

/** A gateway's reason in words; people do not see an unknown code. */
export const reasonText = (speech: Speech, reason: string): string =>
  speech.say(reasonWords.find(word => word === `reason.${reason}`) ?? 'reason.gateway');

/** Whether the bank asks the card holder: then there is a page of its that settles it. */
export const needsCardHolder = (reason: string | undefined): boolean => reason === 'authentication-required';

/** Whether it is not tried again by itself, since somebody has to be there. */
export const waitsForSomebody = (reason: string | undefined): boolean =>
  needsCardHolder(reason) || reason === 'unattended';

/** Leads to that page; without a key of the last recharge. */
export const cardHolderButton = (speech: Speech, key: string): Button =>
  button(speech.say('button.cardHolder'), 'card-holder', { payment: key });

const reasonWords = [
  ...(['reason.expired-card', 'reason.insufficient-funds', 'reason.wrong-details', 'reason.lost-card'] as const),
  ...(['reason.not-supported', 'reason.over-limit', 'reason.processing-error'] as const),
  ...(['reason.authentication-required', 'reason.unattended', 'reason.not-charged'] as const),
];

export const currencyOf = (wallet: Wallet): string => wallet.terms?.currency ?? 'USD';
