import {
  checkOrder,
  checkRule,
  dayOf,
  err,
  formAmount,
  isCurrency,
  isTimeZone,
  knownMinimum,
  lastDays,
  ok,
  ruleKey,
  suggest,
  typedReference,
  usualMinimum,
  type Currency,
  type Micros,
  type PaymentMethod,
  type Result,
  type Rule,
  type RuleRefusal,
  type Suggestion,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { methodKey } from '../funds/method-key.view.ts';
import { chosenWay, offeredWays, type OfferedWay, type WaysNeeds } from '../funds/offered-ways.ts';
import type { Clock, Rows } from '../ports/index.ts';
import type { Ledger, Unreadable } from '../wallets/ledger.ts';
import type { Draft, OrderForm } from './drafts.ts';
import { isMinimumAsked, minimumOf } from './minimum.ts';
import { spentDays, type SpendBefore } from './spend-before.ts';
import type { FormErrors, KnownSuggestion } from './steps.view.ts';

// The form of S2: its first values, and the order that it is parsed into.

export interface OrderFormNeeds extends WaysNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly spendBefore: SpendBefore;
}

/** What an order is checked against. */
export interface OrderTerms {
  readonly wallet: Wallet;
  /** Of a wallet that is open already. */
  readonly terms: Terms | undefined;
  readonly methods: readonly OfferedWay[];
}

/** An order that can be placed: every field of the form parsed. */
export interface ParsedOrder {
  /** The form that it was parsed from, and the wallet that it was parsed for. */
  readonly form: OrderForm;
  readonly wallet: Wallet;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly minimum: Micros;
  /** Whether somebody had to be asked for the minimum: then it is shown before it is fixed. */
  readonly isMinimumAsked: boolean;
  readonly amount: Micros;
  readonly rule: Rule | undefined;
  readonly method: OfferedWay;
}

/** The wallet's terms, where it has some, and the ways to pay. */
export async function orderTerms(needs: OrderFormNeeds): Promise<Result<OrderTerms, Unreadable>> {
  const read = await needs.ledger.read();
  if (!read.ok) return read;
  const { wallet } = read.value;
  return ok({ wallet, terms: wallet.terms, methods: await offeredWays(needs, wallet) });
}

/** The currency that amounts are meant in while the form is being filled in. */
export function currencyOfForm({ terms }: OrderTerms, form: OrderForm | null | undefined): Currency {
  const typed = form?.currency.trim().toUpperCase() ?? '';
  return terms?.currency ?? (isCurrency(typed) ? typed : 'USD');
}

/** What usage suggests; it is not known yet while a long log is still being read. */
export async function suggestionFor(
  { clock, rows, spendBefore }: OrderFormNeeds,
  draft: Draft,
  { terms, wallet }: OrderTerms,
  { currency, minimum: asked }: { readonly currency: Currency; readonly minimum: Result<Micros, unknown> },
): Promise<KnownSuggestion> {
  const to = clock.now();
  const days = lastDays(spentDays, dayOf(to, terms?.timeZone ?? 'UTC'));
  // Before credits were bought there may be no rows of our own: also where the first order was declined.
  const own = terms === undefined ? 0 : Number((await rows.usage({ days })).cost);
  const spent = own === 0 && wallet.lotsOpened === 0 ? await spendBefore.in(currency, draft) : own;
  const minimum = terms?.minimum ?? knownMinimum(currency) ?? (asked.ok && asked.value > 0 ? asked.value : undefined);
  return {
    ...suggest({ days: spentDays, amount: spent ?? 0 }, minimum ?? usualMinimum),
    isKnown: spent !== undefined,
    isMinimumKnown: minimum !== undefined,
  };
}

/** The form as it is first shown: the rule and the way to pay that the wallet has, else what usage suggests; and the viewer's time zone. */
export function firstForm(
  { localTimeZone: zone }: Pick<Turn, 'localTimeZone'>,
  { wallet, terms, methods }: OrderTerms,
  currency: Currency,
  suggestion: Suggestion,
): OrderForm {
  const { rule, method } = wallet;
  const chosen = chosenWay(methods, method);
  return {
    currency,
    timeZone: terms?.timeZone ?? (zone !== undefined && isTimeZone(zone) ? zone : 'UTC'),
    minimum: '',
    addFunds: formAmount(suggestion.addFunds, currency),
    ...ruleFields(rule ?? { ...suggestion, isOn: true }, currency),
    payment: chosen === undefined ? '' : methodKey(chosen.method),
    purchaseOrder: method?.kind === 'agreement' && hasNone(chosen) ? (method.purchaseOrder ?? '') : '',
  };
}

/** Whether the way to pay names no purchase order: then one can be typed. */
const hasNone = (way: OfferedWay | undefined): boolean =>
  way?.method.kind === 'agreement' && way.method.purchaseOrder === null;

type RuleFields = Pick<OrderForm, 'autoRecharge' | 'rechargeWith' | 'trigger' | 'cap' | 'upTo'>;

const ruleFields = (
  {
    isOn,
    rechargeWith,
    trigger,
    monthlyCap,
    upTo,
  }: Pick<Rule, 'isOn' | 'rechargeWith' | 'trigger' | 'monthlyCap' | 'upTo'>,
  currency: Currency,
): RuleFields => ({
  autoRecharge: isOn ? 'true' : 'false',
  rechargeWith: formAmount(rechargeWith, currency),
  trigger: formAmount(trigger, currency),
  cap: monthlyCap === null ? '' : formAmount(monthlyCap, currency),
  upTo: upTo === undefined ? '' : formAmount(upTo, currency),
});

/** The form with the wallet's rule, where that is another than the form was made of: an old form brings no old rule back. */
export function withPresentRule(form: OrderForm, madeOf: string, { wallet, terms }: OrderTerms): OrderForm {
  const { rule } = wallet;
  const isPresent = rule === undefined || terms === undefined || ruleKey(rule) === madeOf;
  return isPresent ? form : { ...form, ...ruleFields(rule, terms.currency) };
}

/** The form as it is drawn: one that was stored without what to fill up to has the rule's. */
export function withTarget(form: OrderForm, { wallet: { rule }, terms }: OrderTerms): OrderForm {
  const upTo = rule === undefined || terms === undefined ? '' : ruleFields(rule, terms.currency).upTo;
  return { ...(upTo !== undefined && { upTo }), ...form };
}

/** Checks every field again, and says beside each what is wrong with it. */
export function parseOrder(
  viewer: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  form: OrderForm,
  found: OrderTerms,
): Result<ParsedOrder, FormErrors> {
  const { speech } = viewer;
  const { terms, methods } = found;
  const errors: FormErrors = {};
  const currency = terms?.currency ?? form.currency.trim().toUpperCase();
  const timeZone = terms?.timeZone ?? form.timeZone.trim();
  const isKnown = isCurrency(currency);
  if (!isKnown) errors.currency = speech.say('refuse.currency', { text: shown(form.currency) });
  // Everything that is wrong is said at once: amounts in an unknown currency are read as those of most.
  const read = isKnown ? currency : 'USD';
  if (!isTimeZone(timeZone)) errors.timeZone = speech.say('refuse.timeZone', { text: shown(form.timeZone) });

  const amount = (name: 'addFunds' | 'rechargeWith' | 'trigger' | 'cap' | 'upTo'): Micros => {
    const text = form[name] ?? '';
    const parsed = typedAmount(viewer, text, read);
    if (parsed.ok) return parsed.value;
    errors[name] = amountText(speech, parsed.refusal, text, read);
    return 0;
  };
  const least = minimumOf(viewer, form.minimum, { terms, currency: read });
  if (!least.ok) errors.minimum = least.refusal;
  const minimum = least.ok ? least.value : 0;
  const addFunds = amount('addFunds');
  const order = checkOrder(addFunds, { minimum });
  if (errors.addFunds === undefined && !order.ok) errors.addFunds = refusalText(speech, order.refusal, read);
  const isOn = form.autoRecharge === 'true';
  const before = found.wallet.rule;
  const { upTo: targetBefore, ...kept } = before ?? {};
  // Switched off, the amounts may stay empty: then the rule that there is goes off, or there is none, and no warning before zero.
  const hasAmounts = isOn || form.rechargeWith.trim() !== '' || form.trigger.trim() !== '';
  const target = (): Micros | undefined => {
    if (form.upTo === undefined) return targetBefore;
    return form.upTo.trim() === '' ? undefined : amount('upTo');
  };
  const upTo = hasAmounts ? target() : targetBefore;
  const rule: Rule | undefined = hasAmounts
    ? {
        ...kept,
        isOn,
        rechargeWith: amount('rechargeWith'),
        trigger: amount('trigger'),
        monthlyCap: form.cap.trim() === '' ? null : amount('cap'),
        ...(upTo !== undefined && { upTo }),
      }
    : before && { ...before, isOn };
  if (
    rule !== undefined &&
    [errors.rechargeWith, errors.trigger, errors.cap, errors.upTo].every(one => one === undefined)
  ) {
    const checked = checkRule(rule, minimum);
    if (!checked.ok) errors[ruleField[checked.refusal.kind]] = refusalText(speech, checked.refusal, read);
  }
  const method = methods.find(one => methodKey(one.method) === form.payment);
  if (method === undefined)
    errors.payment = speech.say('refuse.required', { field: speech.say('setup.order.payment') });
  if (method === undefined || Object.keys(errors).length > 0) return err(errors);
  return ok({
    ...{ form, wallet: found.wallet, currency, timeZone, minimum, amount: addFunds, rule },
    isMinimumAsked: isMinimumAsked({ terms, currency }),
    method: { ...method, method: withPurchaseOrder(method.method, typedReference(form.purchaseOrder)) },
  });
}

const withPurchaseOrder = (method: PaymentMethod, purchaseOrder: string): PaymentMethod =>
  method.kind === 'agreement' && method.purchaseOrder === null && purchaseOrder !== ''
    ? { ...method, purchaseOrder }
    : method;

const ruleField = {
  'below-minimum': 'rechargeWith',
  'trigger-not-positive': 'trigger',
  'target-not-above-trigger': 'upTo',
  'cap-below-recharge': 'cap',
} as const satisfies Record<RuleRefusal['kind'], keyof OrderForm>;

const shown = (text: string): string => escape(cut(text));
