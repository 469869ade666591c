import {
  add,
  balanceOf,
  census,
  ruleKey,
  type Instant,
  type Micros,
  type Mode,
  type PaymentMethod,
  type Rule,
  type Suggestion,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import type { Choice, Field } from '../../cards/frame.ts';
import { setupBillingCard } from '../../cards/setup-billing.ts';
import { setupDoneCard } from '../../cards/setup-done.ts';
import { setupOrderCard } from '../../cards/setup-order.ts';
import { setupPostpaidCard } from '../../cards/setup-postpaid.ts';
import { setupReviewCard } from '../../cards/setup-review.ts';
import { button } from '../../cards/verbs.ts';
import { adminCenterLink, runButtons } from '../chat/frame.view.ts';
import { methodText, ruleText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { ruleLabels } from '../funds/auto-recharge.view.ts';
import type { LabeledMethod } from '../funds/labeled-method.ts';
import type { People } from '../licenses/people.ts';
import type { Draft, OrderForm } from './drafts.ts';
import { go, setupFrame } from './frame.view.ts';

export function setupBillingView(speech: Speech, draft: Draft, notice: string, hint = ''): Card {
  const { version } = draft;
  return setupBillingCard({
    ...setupFrame(
      speech,
      draft,
      'setup.billing.title',
      [
        button(
          speech.say('setup.billing.prepaid'),
          'setup-billing',
          { version, billing: 'prepaid' },
          { style: 'positive' },
        ),
        button(speech.say('setup.billing.postpaid'), 'setup-billing', { version, billing: 'postpaid' }),
      ],
      notice,
    ),
    choices: [
      { name: speech.say('setup.billing.prepaid'), about: speech.say('setup.billing.prepaidMore') },
      { name: speech.say('setup.billing.postpaid'), about: speech.say('setup.billing.postpaidMore') },
    ],
    hint,
  });
}

export const setupPostpaidView = (
  speech: Speech,
  draft: Draft,
  form: { readonly currency: Field; readonly budget: Field },
  notice: string,
): Card =>
  setupPostpaidCard({
    ...setupFrame(
      speech,
      draft,
      'setup.postpaid.title',
      [
        button(
          speech.say('button.save'),
          'setup-budget',
          { version: draft.version },
          { inputs: 'auto', style: 'positive' },
        ),
        go(speech, draft, 'billing', 'button.back'),
      ],
      notice,
    ),
    text: speech.say('setup.postpaid.text'),
    warning: speech.say('setup.postpaid.warning'),
    currency: form.currency,
    budget: form.budget,
    labels: { currency: speech.say('setup.postpaid.currency'), budget: speech.say('setup.postpaid.budget') },
    links: [adminCenterLink(speech)],
  });

export type FormErrors = Partial<Record<keyof OrderForm, string>>;

export function setupOrderView(
  speech: Speech,
  draft: Draft,
  facts: {
    readonly form: OrderForm;
    readonly errors: FormErrors;
    /** The rule that the wallet has. */
    readonly rule: Rule | undefined;
    readonly terms: Terms | undefined;
    readonly currency: string;
    readonly suggestion: KnownSuggestion;
    readonly methods: readonly LabeledMethod[];
    readonly isMinimumAsked: boolean;
    readonly notice: string;
  },
): Card {
  const { form, errors, suggestion, currency } = facts;
  const money = (amount: Micros): string => speech.money(amount, currency);
  const field = (name: keyof OrderForm): Field => ({ value: cut(form[name]), error: errors[name] ?? '' });
  return setupOrderCard({
    ...setupFrame(
      speech,
      draft,
      'setup.order.title',
      [
        button(
          speech.say('button.review'),
          'setup-order',
          { version: draft.version, rule: ruleKey(facts.rule) },
          { inputs: 'auto', style: 'positive' },
        ),
        go(speech, draft, 'licenses', 'button.back'),
      ],
      facts.notice,
    ),
    suggestion: suggestionText(speech, suggestion, money),
    isOpen: facts.terms !== undefined,
    currency: field('currency'),
    timeZone: field('timeZone'),
    isMinimumAsked: facts.isMinimumAsked,
    minimum: field('minimum'),
    addFunds: field('addFunds'),
    autoRecharge: form.autoRecharge,
    rechargeWith: field('rechargeWith'),
    trigger: field('trigger'),
    payment: field('payment'),
    payments: facts.methods.map((one): Choice => ({
      title: methodText(speech, one, plain),
      value: methodKey(one.method),
    })),
    hasAgreements: facts.methods.some(({ method }) => method.kind === 'agreement'),
    purchaseOrder: field('purchaseOrder'),
    labels: {
      ...ruleLabels(speech),
      currency: speech.say('setup.order.currency'),
      timeZone: speech.say('setup.order.timeZone'),
      minimum: speech.say('setup.order.minimum'),
      addFunds: speech.say('setup.order.addFunds'),
      payment: speech.say('setup.order.payment'),
      purchaseOrder: speech.say('setup.order.purchaseOrder'),
    },
  });
}

/** A suggestion, and how much of what it is made of is known. */
export interface KnownSuggestion extends Suggestion {
  readonly isKnown: boolean;
  readonly isMinimumKnown: boolean;
}

function suggestionText(
  speech: Speech,
  { isKnown, isMinimumKnown, spentOver, addFunds, rechargeWith, trigger }: KnownSuggestion,
  money: (amount: Micros) => string,
): string {
  // With no usage, the smallest order is suggested.
  if (!isKnown) return speech.say('setup.order.notKnown');
  if (spentOver.amount === 0)
    return isMinimumKnown
      ? speech.say('setup.order.noUsage', { minimum: money(addFunds) })
      : speech.say('setup.order.noUsageYet');
  return speech.say('setup.order.suggest', {
    days: spentOver.days,
    amount: money(spentOver.amount),
    addFunds: money(addFunds),
    rechargeWith: money(rechargeWith),
    trigger: money(trigger),
  });
}

/** The value of a payment method in a form: it identifies the method and carries no other details. */
export const methodKey = (method: PaymentMethod): string =>
  method.kind === 'card'
    ? `card:${method.reference}`
    : method.kind === 'agreement'
      ? `agreement:${method.number}`
      : method.kind;

/** What auto-recharge adds as soon as the order has arrived, because the balance is below the trigger even then (L8). */
export interface AtOnce {
  readonly amount: Micros;
  readonly balance: Micros;
  readonly trigger: Micros;
  readonly mode: Mode;
}

function atOnceText(
  speech: Speech,
  {
    atOnce,
    amount,
    currency,
  }: { readonly atOnce: AtOnce | undefined; readonly amount: Micros; readonly currency: string },
): string {
  if (atOnce === undefined) return '';
  return speech.say(atOnce.mode === 'mirror' ? 'setup.review.atOnce.mirror' : 'setup.review.atOnce', {
    amount: speech.money(atOnce.amount, currency),
    balance: speech.money(atOnce.balance, currency),
    trigger: speech.money(atOnce.trigger, currency),
    total: speech.money(add(amount, atOnce.amount), currency),
  });
}

export function setupReviewView(
  speech: Speech,
  draft: Draft,
  order: {
    readonly amount: Micros;
    readonly currency: string;
    readonly timeZone: string;
    readonly method: LabeledMethod;
    readonly rule: Rule | undefined;
    readonly minimum: Micros;
    readonly isMinimumAsked: boolean;
    readonly atOnce: AtOnce | undefined;
    readonly notice: string;
  },
): Card {
  const notices = [order.notice, atOnceText(speech, order)].filter(text => text !== '');
  const { method } = order.method;
  return setupReviewCard({
    ...setupFrame(
      speech,
      draft,
      'setup.review.title',
      [
        button(speech.say('button.placeOrder'), 'setup-place', { version: draft.version }, { style: 'positive' }),
        go(speech, draft, 'order', 'button.back'),
      ],
      notices.join(' '),
    ),
    facts: [
      { title: speech.say('setup.order.addFunds'), value: speech.money(order.amount, order.currency) },
      { title: speech.say('setup.order.payment'), value: methodText(speech, order.method) },
      ...(method.kind === 'agreement' && method.purchaseOrder !== null
        ? [{ title: speech.say('setup.order.purchaseOrder'), value: escape(method.purchaseOrder) }]
        : []),
      { title: speech.say('rule.autoRecharge'), value: ruleText(speech, order.rule, order.currency) },
      ...(order.isMinimumAsked
        ? [{ title: speech.say('setup.order.minimum'), value: speech.money(order.minimum, order.currency) }]
        : []),
      { title: speech.say('setup.order.currency'), value: order.currency },
      { title: speech.say('setup.order.timeZone'), value: escape(order.timeZone) },
    ],
    terms: speech.say('setup.review.terms'),
  });
}

export function setupDoneView(
  speech: Speech,
  draft: Draft,
  found: People & { readonly wallet: Wallet; readonly terms: Terms; readonly importing: string },
  now: Instant,
): Card {
  const { wallet, terms } = found;
  const { eligible, lackCredits } = census(found.people, found.skus);
  return setupDoneCard({
    ...setupFrame(
      speech,
      draft,
      'setup.done.title',
      [
        ...runButtons(speech, 'balance', 'addFunds', 'autoRecharge'),
        go(speech, draft, 'licenses', 'setup.step.licenses'),
        go(speech, draft, 'credits', 'setup.step.credits'),
      ],
      found.importing,
    ),
    facts: [
      { title: speech.say('balance.title'), value: speech.money(balanceOf(wallet.pool, now), terms.currency) },
      { title: speech.say('rule.autoRecharge'), value: ruleText(speech, wallet.rule, terms.currency) },
      {
        title: speech.say('setup.done.people'),
        value: speech.say('setup.done.peopleValue', {
          have: eligible.filter(person => !lackCredits.includes(person)).length,
          eligible: eligible.length,
        }),
      },
    ],
    text: speech.say('setup.done.text'),
  });
}
