import {
  add,
  decimal,
  expiryOf,
  ruleKey,
  type Instant,
  type Micros,
  type Mode,
  type Proposal,
  type Rule,
  type Suggestion,
  type Terms,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import type { Field } from '../../cards/frame.ts';
import { setupBillingCard } from '../../cards/setup-billing.ts';
import { setupOrderCard } from '../../cards/setup-order.ts';
import { setupPostpaidCard } from '../../cards/setup-postpaid.ts';
import { setupReviewCard } from '../../cards/setup-review.ts';
import type { TermsFields, TermsLabels } from '../../cards/setup-terms.ts';
import { button } from '../../cards/verbs.ts';
import { adminCenterLink } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import { methodText, ruleText } from '../chat/money-words.view.ts';
import { proposalText, type ProposalFacts } from '../chat/proposal-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { ruleLabels } from '../funds/auto-recharge.view.ts';
import type { OfferedWay } from '../funds/offered-ways.ts';
import { beyondText, isOrderTyped, wayChoices } from '../funds/offered-ways.view.ts';
import type { Draft, OrderForm } from './drafts.ts';
import { dateIn, go, setupFrame } from './frame.view.ts';
import { currencyChoices, zoneChoices } from './terms-choices.view.ts';

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
    text: joined(speech, speech.say('setup.postpaid.text'), speech.say('setup.postpaid.notOffered')),
    warning: speech.say('setup.postpaid.warning'),
    currency: form.currency,
    currencies: currencyChoices(speech, form.currency.value),
    budget: form.budget,
    labels: {
      currency: speech.say('setup.order.currency'),
      search: speech.say('setup.form.search'),
      budget: speech.say('setup.postpaid.budget'),
      noCurrency: speech.say('setup.form.noCurrency'),
      notAnAmount: speech.say('setup.form.notAnAmount'),
    },
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
    readonly methods: readonly OfferedWay[];
    readonly isMinimumAsked: boolean;
    /** Whether auto-recharge can fill up to a balance. */
    readonly hasTarget: boolean;
    /** Whether credits that there are already can still be recorded. */
    readonly mayExist: boolean;
    readonly notice: string;
  },
): Card {
  const { form, errors, suggestion, currency } = facts;
  const { version } = draft;
  const money = (amount: Micros): string => speech.money(amount, currency);
  const field = (name: keyof OrderForm): Field => ({ value: cut(form[name] ?? ''), error: errors[name] ?? '' });
  return setupOrderCard({
    ...setupFrame(
      speech,
      draft,
      'setup.order.title',
      [
        button(
          speech.say('button.review'),
          'setup-order',
          { version, rule: ruleKey(facts.rule), hasCap: true, hasTarget: facts.hasTarget },
          { inputs: 'auto', style: 'positive' },
        ),
        ...(facts.mayExist
          ? [button(speech.say('setup.existing.way'), 'setup-way', { version, way: 'existing' })]
          : []),
        go(speech, draft, 'licenses', 'button.back'),
      ],
      facts.notice,
    ),
    suggestion: suggestionText(speech, suggestion, money),
    ...termsFields(speech, { ...form, isOpen: facts.terms !== undefined }, errors),
    isMinimumAsked: facts.isMinimumAsked,
    minimum: field('minimum'),
    addFunds: field('addFunds'),
    autoRecharge: form.autoRecharge,
    rechargeWith: field('rechargeWith'),
    trigger: field('trigger'),
    cap: field('cap'),
    hasTarget: facts.hasTarget,
    upTo: field('upTo'),
    payment: field('payment'),
    payments: wayChoices(speech, facts.methods, currency),
    hasAgreements: isOrderTyped(facts.methods),
    purchaseOrder: field('purchaseOrder'),
    labels: {
      ...ruleLabels(speech),
      upTo: speech.say('rule.upTo'),
      upToMore: speech.say('rule.upTo.more'),
      ...termsLabels(speech),
      now: speech.say('setup.order.now'),
      automatically: speech.say('setup.order.automatically'),
      notAnAmount: speech.say('setup.form.notAnAmount'),
      noPayment: speech.say('refuse.required', { field: speech.say('setup.order.payment') }),
      minimum: speech.say('setup.order.minimum'),
      addFunds: speech.say('setup.order.addFunds'),
      payment: speech.say('setup.order.payment'),
      purchaseOrder: speech.say('setup.order.purchaseOrder'),
    },
  });
}

/** What a wallet is opened with, folded unless it is wrong. */
export const termsFields = (
  speech: Speech,
  form: { readonly currency: string; readonly timeZone: string; readonly isOpen: boolean },
  errors: { readonly currency?: string; readonly timeZone?: string },
): TermsFields => ({
  isOpen: form.isOpen,
  termsLine: speech.say('setup.order.terms', {
    currency: escape(cut(form.currency)),
    timeZone: escape(cut(form.timeZone)),
  }),
  areTermsShown: errors.currency !== undefined || errors.timeZone !== undefined,
  currency: { value: cut(form.currency.trim().toUpperCase()), error: errors.currency ?? '' },
  currencies: currencyChoices(speech, form.currency.trim().toUpperCase()),
  timeZone: { value: cut(form.timeZone), error: errors.timeZone ?? '' },
  timeZones: zoneChoices(speech, form.timeZone),
});

export const termsLabels = (speech: Speech): TermsLabels => ({
  change: speech.say('button.change'),
  currency: speech.say('setup.order.currency'),
  search: speech.say('setup.form.search'),
  timeZone: speech.say('setup.order.timeZone'),
});

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
    placed,
    currency,
  }: {
    readonly atOnce: AtOnce | undefined;
    readonly amount: Micros;
    readonly placed: Micros | undefined;
    readonly currency: string;
  },
): string {
  if (atOnce === undefined) return '';
  const isMirror = atOnce.mode === 'mirror';
  const facts = {
    amount: speech.money(atOnce.amount, currency),
    balance: speech.money(atOnce.balance, currency),
    trigger: speech.money(atOnce.trigger, currency),
  };
  if (placed !== undefined)
    return speech.say(isMirror ? 'setup.review.atOncePlaced.mirror' : 'setup.review.atOncePlaced', facts);
  const total = speech.money(add(amount, atOnce.amount), currency);
  return speech.say(isMirror ? 'setup.review.atOnce.mirror' : 'setup.review.atOnce', { ...facts, total });
}

type RuleFacts = Pick<ProposalFacts, 'currency' | 'mode'>;

/** What a second person still has to agree to; '' for nothing. */
export const stillWaitsText = (speech: Speech, waiting: readonly Proposal[], known: RuleFacts): string =>
  waiting.length === 0 ? '' : speech.say('setup.review.stillWaits', { what: proposalsText(speech, waiting, known) });

const proposalsText = (speech: Speech, proposals: readonly Proposal[], { currency, mode }: RuleFacts): string =>
  proposals.map(one => proposalText(speech, one, { currency, mode })).join(speech.say('list.comma'));

export function setupReviewView(
  speech: Speech,
  draft: Draft,
  order: {
    readonly amount: Micros;
    readonly currency: string;
    readonly timeZone: string;
    readonly method: OfferedWay;
    readonly rule: Rule | undefined;
    readonly minimum: Micros;
    readonly isMinimumAsked: boolean;
    readonly atOnce: AtOnce | undefined;
    readonly mode: Mode;
    /** The question that a large order is asked once more; '' for none. */
    readonly question: string;
    /** What was ordered, where the order is in the book. */
    readonly placed: Micros | undefined;
    /** What a second person was asked for. */
    readonly waiting: readonly Proposal[];
    readonly notice: string;
    readonly now: Instant;
  },
): Card {
  const { currency, timeZone, rule, question, placed, waiting, now } = order;
  const money = (amount: Micros): string => speech.money(amount, currency);
  const beyond = placed === undefined ? beyondText(speech, { ...order.method, amount: order.amount, currency }) : '';
  const notices = [order.notice, question, beyond, atOnceText(speech, order)];
  return setupReviewCard({
    ...setupFrame(
      speech,
      draft,
      'setup.review.title',
      [
        button(
          placed !== undefined
            ? speech.say('button.continue')
            : question === ''
              ? speech.say(order.mode === 'mirror' ? 'button.recordOrder' : 'button.placeOrder')
              : speech.say(order.mode === 'mirror' ? 'button.recordLarge' : 'button.placeLarge', {
                  amount: money(order.amount),
                }),
          'setup-place',
          { version: draft.version, sure: question === '' ? '' : decimal(order.amount, currency) },
          { style: 'positive' },
        ),
        go(speech, draft, 'order', 'button.back'),
      ],
      joined(speech, ...notices),
    ),
    facts: [
      ...(placed === undefined
        ? [
            {
              title: speech.say(order.mode === 'mirror' ? 'setup.review.toBuy' : 'setup.review.now'),
              value: money(order.amount),
            },
            { title: speech.say('setup.review.expires'), value: dateIn(speech, expiryOf(now, timeZone), timeZone) },
          ]
        : [{ title: speech.say('setup.review.ordered'), value: money(placed) }]),
      ...(waiting.length === 0
        ? []
        : [{ title: speech.say('setup.review.waits'), value: proposalsText(speech, waiting, order) }]),
      { title: speech.say('setup.order.payment'), value: methodText(speech, order.method) },
      {
        title: speech.say('rule.autoRecharge'),
        value: ruleText(speech, rule && { ...rule, monthlyCap: null }, order),
      },
      ...(rule?.isOn === true
        ? [
            {
              title: speech.say('setup.review.aMonth'),
              value: rule.monthlyCap === null ? speech.say('setup.review.noLimit') : money(rule.monthlyCap),
            },
          ]
        : []),
      ...(order.isMinimumAsked ? [{ title: speech.say('setup.order.minimum'), value: money(order.minimum) }] : []),
      { title: speech.say('setup.order.currency'), value: currency },
      { title: speech.say('setup.order.timeZone'), value: escape(timeZone) },
    ],
    terms: speech.say(order.mode === 'mirror' ? 'setup.review.mirror' : 'setup.review.terms'),
  });
}
