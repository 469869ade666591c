import {
  balanceOf,
  isCandidate,
  offers,
  seatsLeft,
  telephonyOf,
  type Person,
  type Sku,
  type Suggestion,
  type Terms,
  type Wallet,
  type Instant,
  type PaymentMethod,
  type Micros,
  type Rule,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import type { Choice, Field, SetupFrame } from '../../cards/frame.ts';
import { setupBillingCard } from '../../cards/setup-billing.ts';
import { setupDoneCard } from '../../cards/setup-done.ts';
import { setupOrderCard } from '../../cards/setup-order.ts';
import { setupPeopleCard } from '../../cards/setup-people.ts';
import { setupPostpaidCard } from '../../cards/setup-postpaid.ts';
import { setupReviewCard } from '../../cards/setup-review.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Word } from '../../cards/words.ts';
import type { AssignmentResults, Draft, OrderForm, SetupStep } from '../drafts.ts';
import { adminCentreLink, frame, runButtons } from './frame.ts';
import { ruleLabels } from './auto-recharge.ts';
import type { Speech } from './speech.ts';
import { methodText, ruleText } from './why.ts';

const marked: readonly {
  readonly step: 'billing' | 'licences' | 'order' | 'credits';
  readonly covers: readonly SetupStep[];
}[] = [
  { step: 'billing', covers: ['billing', 'postpaid'] },
  { step: 'licences', covers: ['licences'] },
  { step: 'order', covers: ['order', 'review'] },
  { step: 'credits', covers: ['credits'] },
];

/** How set-up's cards begin: where one is, and what is behind. */
function setupFrame(speech: Speech, draft: Draft, title: Word, buttons: readonly Button[], notice: string): SetupFrame {
  const present = marked.findIndex(({ covers }) => covers.includes(draft.step));
  return {
    ...frame(speech, speech.say(title), buttons),
    heading: speech.say('setup.title'),
    notice,
    steps: marked.map(({ step }, index) => {
      const isPast = present === -1 || index < present;
      return {
        mark: isPast ? '✓' : `${index + 1}.`,
        name: speech.say(`setup.step.${step}`),
        weight: index === present ? 'Bolder' : 'Default',
        color: isPast ? 'Good' : index === present ? 'Accent' : 'Default',
      };
    }),
  };
}

const go = (speech: Speech, draft: Draft, step: SetupStep, word: Word, style: Button['style'] = 'default'): Button =>
  button(speech.say(word), 'setup-go', { version: draft.version, step }, { style });

export function setupBillingView(speech: Speech, draft: Draft, notice: string): Card {
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
    links: [adminCentreLink(speech)],
  });

export interface People {
  readonly people: readonly Person[];
  readonly skus: readonly Sku[];
}

/** More names than this are not listed: a long choice does not work on a phone (BOT §3C). */
const listed = 25;

/** Who would get a licence in this step if all were chosen: S1 those who lack telephony, S3 the eligible without credits. */
export function lacking(step: 'licences' | 'credits', { people, skus }: People): readonly Person[] {
  return people.filter(isCandidate).filter(person => {
    const telephony = telephonyOf(person, skus);
    return step === 'licences' ? !telephony.isEligible : telephony.isEligible && !telephony.hasCredits;
  });
}

export const eligible = ({ people, skus }: People): readonly Person[] =>
  people.filter(isCandidate).filter(person => telephonyOf(person, skus).isEligible);

export function setupPeopleView(
  speech: Speech,
  draft: Draft,
  step: 'licences' | 'credits',
  found: People,
  more: { readonly notice: string; readonly problem: string; readonly chosen: string },
): Card {
  const lack = lacking(step, found);
  const having = eligible(found);
  const products = step === 'licences' ? offers(found.skus).filter(sku => (seatsLeft(sku) ?? 1) > 0) : [];
  const canAssign = lack.length > 0 && (step === 'credits' || products.length > 0);
  const results = draft[step];
  const failed = results?.failed.filter(({ id }) => lack.some(person => person.id === id)) ?? [];
  const assign = (who: 'all' | 'chosen' | 'failed', title: string, style: Button['style'] = 'default'): Button =>
    button(title, 'setup-assign', { version: draft.version, who }, { inputs: 'auto', style });
  return setupPeopleCard({
    ...setupFrame(
      speech,
      draft,
      step === 'licences' ? 'setup.licences.title' : 'setup.credits.title',
      [
        ...(canAssign
          ? [assign('all', speech.say('setup.licences.assignAll', { count: lack.length }), 'positive')]
          : []),
        ...(canAssign ? [assign('chosen', speech.say('setup.licences.assignChosen'))] : []),
        ...(canAssign && failed.length > 0
          ? [assign('failed', speech.say('setup.licences.retry', { count: failed.length }))]
          : []),
        go(
          speech,
          draft,
          step === 'licences' ? 'order' : 'done',
          'button.continue',
          canAssign ? 'default' : 'positive',
        ),
        ...(step === 'licences' ? [go(speech, draft, 'billing', 'button.back')] : []),
      ],
      more.notice,
    ),
    text: speech.say(`setup.${step}.text`),
    facts:
      step === 'licences'
        ? [
            { title: speech.say('setup.licences.have'), value: speech.number(having.length) },
            { title: speech.say('setup.licences.lack'), value: speech.number(lack.length) },
            {
              title: speech.say('setup.licences.resources'),
              value: speech.number(found.people.filter(person => person.kind === 'resource').length),
            },
          ]
        : [
            { title: speech.say('setup.credits.have'), value: speech.number(having.length - lack.length) },
            { title: speech.say('setup.credits.lack'), value: speech.number(lack.length) },
          ],
    results:
      results === null
        ? ''
        : speech.say('setup.results', { assigned: results.assigned, failed: results.failed.length }),
    failures: failuresOf(speech, results),
    labels: { product: speech.say('setup.licences.product'), people: speech.say('setup.licences.people') },
    products: canAssign
      ? products.map(sku => ({
          title: speech.say('setup.licences.seats', { name: plain(productName(sku)), seats: seatsLeft(sku) ?? 0 }),
          value: sku.id,
        }))
      : [],
    product: products[0]?.id ?? '',
    people: canAssign ? lack.slice(0, listed).map(person => ({ title: plain(person.name), value: person.id })) : [],
    chosen: more.chosen,
    more: lack.length > listed ? speech.say('setup.licences.more', { count: lack.length - listed }) : '',
    problem:
      more.problem !== ''
        ? more.problem
        : lack.length === 0
          ? speech.say('setup.licences.nobodyLacks')
          : canAssign
            ? ''
            : speech.say('setup.licences.noProduct'),
  });
}

// The products that a tenant is most likely to have, by their names in the admin centre; others by their part number.
const productNames: ReadonlyMap<string, string> = new Map([
  ['MCOMEETADV', 'Audio Conferencing'],
  ['MCOTEAMS_ESSENTIALS', 'Teams Phone with Calling Plan'],
  ['ENTERPRISEPREMIUM', 'Office 365 E5'],
  ['SPE_E5', 'Microsoft 365 E5'],
]);

const productName = ({ partNumber }: Sku): string => productNames.get(partNumber) ?? partNumber;

const shownFailures = 10;

function failuresOf(speech: Speech, results: AssignmentResults | null): readonly { readonly text: string }[] {
  return (results?.failed ?? []).slice(0, shownFailures).map(({ name, reason }) => ({
    text: speech.say('setup.failure', { name: escape(name), reason: speech.say(failureWord(reason)) }),
  }));
}

const failures = [
  'no-usage-location',
  'no-seats',
  'dependency',
  'conflict',
  'group-inherited',
  'not-for-users',
  'not-allowed',
  'not-found',
] as const;

const failureWord = (reason: string): Word => {
  const known = failures.find(failure => failure === reason);
  return known === undefined ? 'failure.other' : `failure.${known}`;
};

export type FormErrors = Partial<Record<keyof OrderForm, string>>;

export function setupOrderView(
  speech: Speech,
  draft: Draft,
  facts: {
    readonly form: OrderForm;
    readonly errors: FormErrors;
    readonly terms: Terms | undefined;
    readonly minimum: Micros;
    readonly currency: string;
    readonly suggestion: Suggestion;
    readonly methods: readonly PaymentMethod[];
    readonly notice: string;
  },
): Card {
  const { form, errors, suggestion, currency } = facts;
  const money = (amount: Micros): string => speech.money(amount, currency);
  const field = (name: keyof OrderForm): Field => ({ value: form[name], error: errors[name] ?? '' });
  return setupOrderCard({
    ...setupFrame(
      speech,
      draft,
      'setup.order.title',
      [
        button(
          speech.say('button.review'),
          'setup-order',
          { version: draft.version },
          { inputs: 'auto', style: 'positive' },
        ),
        go(speech, draft, 'licences', 'button.back'),
      ],
      facts.notice,
    ),
    suggestion:
      suggestion.spentOver.amount === 0
        ? speech.say('setup.order.noUsage', { minimum: money(facts.minimum) })
        : speech.say('setup.order.suggest', {
            days: suggestion.spentOver.days,
            amount: money(suggestion.spentOver.amount),
            addFunds: money(suggestion.addFunds),
            rechargeWith: money(suggestion.rechargeWith),
            trigger: money(suggestion.trigger),
          }),
    isOpen: facts.terms !== undefined,
    currency: field('currency'),
    timeZone: field('timeZone'),
    addFunds: field('addFunds'),
    autoRecharge: form.autoRecharge,
    rechargeWith: field('rechargeWith'),
    trigger: field('trigger'),
    payment: field('payment'),
    payments: facts.methods.map((method): Choice => ({ title: methodText(speech, method), value: methodKey(method) })),
    hasAgreements: facts.methods.some(method => method.kind === 'agreement'),
    purchaseOrder: field('purchaseOrder'),
    labels: {
      ...ruleLabels(speech),
      currency: speech.say('setup.order.currency'),
      timeZone: speech.say('setup.order.timeZone'),
      addFunds: speech.say('setup.order.addFunds'),
      payment: speech.say('setup.order.payment'),
      purchaseOrder: speech.say('setup.order.purchaseOrder'),
    },
  });
}

/** How a way to pay is called in a form: never what it holds, only which one it is. */
export const methodKey = (method: PaymentMethod): string =>
  method.kind === 'card'
    ? `card:${method.reference}`
    : method.kind === 'agreement'
      ? `agreement:${method.number}`
      : method.kind;

export function setupReviewView(
  speech: Speech,
  draft: Draft,
  order: {
    readonly amount: Micros;
    readonly currency: string;
    readonly timeZone: string;
    readonly method: PaymentMethod;
    readonly rule: Rule | undefined;
    readonly notice: string;
  },
): Card {
  return setupReviewCard({
    ...setupFrame(
      speech,
      draft,
      'setup.review.title',
      [
        button(speech.say('button.placeOrder'), 'setup-place', { version: draft.version }, { style: 'positive' }),
        go(speech, draft, 'order', 'button.back'),
      ],
      order.notice,
    ),
    facts: [
      { title: speech.say('setup.order.addFunds'), value: speech.money(order.amount, order.currency) },
      { title: speech.say('setup.order.payment'), value: methodText(speech, order.method) },
      ...(order.method.kind === 'agreement' && order.method.purchaseOrder !== null
        ? [{ title: speech.say('setup.order.purchaseOrder'), value: escape(order.method.purchaseOrder) }]
        : []),
      { title: speech.say('rule.autoRecharge'), value: ruleText(speech, order.rule, order.currency) },
      { title: speech.say('setup.order.currency'), value: order.currency },
      { title: speech.say('setup.order.timeZone'), value: escape(order.timeZone) },
    ],
    terms: speech.say('setup.review.terms'),
  });
}

export function setupDoneView(
  speech: Speech,
  draft: Draft,
  found: People & { readonly wallet: Wallet; readonly terms: Terms },
  now: Instant,
): Card {
  const { wallet, terms } = found;
  const able = eligible(found);
  return setupDoneCard({
    ...setupFrame(
      speech,
      draft,
      'setup.done.title',
      [
        ...runButtons(speech, 'balance', 'addFunds', 'autoRecharge'),
        go(speech, draft, 'licences', 'setup.step.licences'),
        go(speech, draft, 'credits', 'setup.step.credits'),
      ],
      '',
    ),
    facts: [
      { title: speech.say('balance.title'), value: speech.money(balanceOf(wallet.pool, now), terms.currency) },
      { title: speech.say('rule.autoRecharge'), value: ruleText(speech, wallet.rule, terms.currency) },
      {
        title: speech.say('setup.done.people'),
        value: speech.say('setup.done.peopleValue', {
          have: able.length - lacking('credits', found).length,
          eligible: able.length,
        }),
      },
    ],
    text: speech.say('setup.done.text'),
  });
}
