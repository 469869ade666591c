import {
  add,
  checkOrder,
  checkRule,
  costOf,
  creditsSkuId,
  dayMs,
  decimal,
  isCurrency,
  isTimeZone,
  microsPerUnit,
  multiply,
  neverOpens,
  parseAmount,
  secondMs,
  suggest,
  unreachable,
  type Currency,
  type Damage,
  type Instant,
  type Micros,
  type PaymentMethod,
  type Refusal,
  type Result,
  type Rule,
  type RuleRefusal,
  type Suggestion,
  type Terms,
  err,
  ok,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import type { App, Turn } from '../app/app.ts';
import { newDraft, type Draft, type OrderForm } from './drafts.ts';
import { importCalls } from '../usage/import-log.ts';
import { placeOrder } from '../funds/place-order.ts';
import { amountText, refusalCard, refusalText } from '../chat/refusal.view.ts';
import {
  methodKey,
  setupBillingView,
  setupDoneView,
  setupOrderView,
  setupPostpaidView,
  setupReviewView,
  type FormErrors,
} from './steps.view.ts';
import { setupPeopleView, setupProgressView, type People } from './people.view.ts';
import { importNote } from '../usage/import-progress.view.ts';
import { outcomeText } from '../funds/order-outcome.view.ts';

// Set-up as a conversation (SPEC §3): one draft per tenant, drawn as the card of its step. Each button carries the draft's version, so
// that an old card shows the present state instead of acting.

const usageDays = 90;

/** The least order where no wallet says otherwise (SPEC L9). */
const usualMinimum: Micros = multiply(50, microsPerUnit);

/** The card of the step at which set-up stands; it begins where it has not begun. */
export async function presentSetup(turn: Turn, notice = ''): Promise<Card> {
  const { app } = turn;
  const draft = await app.drafts.begin(app.tenant, newDraft(turn.id));
  return present(turn, draft, { notice });
}

interface Shown {
  readonly notice?: string;
  readonly problem?: string;
  readonly chosen?: string;
  readonly errors?: FormErrors;
  readonly form?: OrderForm;
}

export async function present(turn: Turn, draft: Draft, shown: Shown = {}): Promise<Card> {
  const { app, speech } = turn;
  const { notice = '', problem = '', chosen = '' } = shown;
  switch (draft.step) {
    case 'billing':
      return setupBillingView(speech, draft, notice, await billingHint(turn));
    case 'postpaid':
      return setupPostpaidView(
        speech,
        draft,
        { currency: { value: 'USD', error: '' }, budget: { value: '', error: '' } },
        notice,
      );
    case 'licences':
    case 'credits': {
      const run = await app.assignments.read(app.tenant, draft.step);
      if (run?.state === 'running') return setupProgressView(speech, draft, draft.step, run, notice);
      const found = await findPeople(turn);
      return setupPeopleView(speech, draft, draft.step, {
        ...{ found, run, notice, problem, chosen },
        mayLocate: app.mayLocate,
      });
    }
    case 'order':
      return presentOrder(turn, draft, { ...shown, notice });
    case 'review':
      return presentReview(turn, draft, notice);
    case 'done': {
      const read = await app.wallets.read(app.tenant);
      if (!read.ok) return refusalCard(speech, read.refusal, 'USD');
      const { wallet } = read.value;
      if (wallet.terms === undefined) return setupBillingView(speech, { ...draft, step: 'billing' }, notice);
      return setupDoneView(
        speech,
        draft,
        { ...(await findPeople(turn)), wallet, terms: wallet.terms, importing: await importNote(app, speech) },
        app.clock.now(),
      );
    }
    default:
      return unreachable(draft.step);
  }
}

/** Goes to another step: the version grows, and older cards become stale. */
export async function advance(turn: Turn, draft: Draft, change: Partial<Draft>, shown: Shown = {}): Promise<Card> {
  const next = await step(turn, draft, change);
  return next === undefined ? presentSetup(turn, turn.speech.say('app.stale')) : present(turn, next, shown);
}

/** Takes the step, unless somebody else has taken one meanwhile. */
export async function step({ app }: Turn, draft: Draft, change: Partial<Draft> = {}): Promise<Draft | undefined> {
  const next = { ...draft, ...change, version: draft.version + 1 };
  return (await app.drafts.advance(app.tenant, draft, next)) === next ? next : undefined;
}

/** Runs with the draft that the button was drawn for; any other button shows where set-up stands now. */
export function withDraft(turn: Turn, version: number, run: (draft: Draft) => Promise<Card>): Promise<Card> {
  const { app, speech } = turn;
  return app.inSetupTurn(async () => {
    const draft = await app.drafts.read(app.tenant);
    if (draft === undefined || draft.version !== version) return presentSetup(turn, speech.say('app.stale'));
    return run(draft);
  });
}

export async function findPeople({ app }: Turn): Promise<People> {
  const [people, skus] = await Promise.all([app.directory.people(), app.directory.skus()]);
  return { people, skus };
}

const hintedWithinMs = secondMs;

/** What the directory's subscriptions say about how the organisation pays: a hint, and no more; the admin decides. */
async function billingHint({ app, speech }: Turn): Promise<string> {
  const asked = app.directory.subscriptions().catch((error: unknown) => {
    app.log.warn({ err: error }, 'the subscriptions could not be read');
    return [];
  });
  // Nobody waits long for a hint.
  const subscriptions = await Promise.race([asked, app.clock.wait(hintedWithinMs).then(() => [])]);
  const credits = subscriptions.find(({ skuId }) => skuId === creditsSkuId);
  if (credits?.isEnabled === true) return speech.say('setup.billing.hintCredits');
  return subscriptions.some(({ isByPartner }) => isByPartner) ? speech.say('setup.billing.hintPartner') : '';
}

interface OrderFacts {
  readonly terms: Terms | undefined;
  readonly currency: Currency;
  readonly minimum: Micros;
  readonly methods: readonly PaymentMethod[];
  readonly suggestion: Suggestion;
}

async function orderFacts({ app }: Turn, currencyTyped: string | undefined): Promise<Result<OrderFacts, undefined>> {
  const read = await app.wallets.read(app.tenant);
  if (!read.ok) return err(undefined);
  const { terms } = read.value.wallet;
  const typed = currencyTyped?.trim().toUpperCase() ?? '';
  const currency = terms?.currency ?? (isCurrency(typed) ? typed : 'USD');
  const minimum = terms?.minimum ?? usualMinimum;
  const to = app.clock.now();
  const range = { from: to - usageDays * dayMs, to };
  // Before there is a wallet there are no rows of our own: the log itself tells what credits would have paid.
  const cost =
    terms === undefined
      ? await spentInLog(app.callLogs, range, currency)
      : (await app.rows.usage(app.tenant, { ...range, top: 1 })).cost;
  const suggestion = suggest({ days: usageDays, amount: cost }, minimum);
  return ok({ terms, currency, minimum, methods: await app.payments.methods(), suggestion });
}

async function spentInLog(
  callLogs: App['callLogs'],
  range: { readonly from: Instant; readonly to: Instant },
  currency: Currency,
): Promise<Micros> {
  let spent = 0;
  for (const { log } of callLogs)
    for await (const { rows } of log.pages(range))
      for (const row of rows)
        if (row.currency === currency) spent = add(spent, costOf(row, { isFeeInCharge: false, opensAt: null }));
  return spent;
}

async function presentOrder(turn: Turn, draft: Draft, shown: Shown): Promise<Card> {
  const facts = await orderFacts(turn, (shown.form ?? draft.form)?.currency);
  if (!facts.ok) return damagedCard(turn);
  const { notice = '', errors = {} } = shown;
  const form = shown.form ?? draft.form ?? firstForm(turn, facts.value);
  return setupOrderView(turn.speech, draft, { ...facts.value, form, errors, notice });
}

/** The form as it is first seen: what usage suggests, and the time zone of whoever sees it. */
function firstForm(turn: Turn, { currency, suggestion, methods, terms }: OrderFacts): OrderForm {
  const zone = turn.localTimeZone;
  return {
    currency,
    timeZone: terms?.timeZone ?? (zone !== undefined && isTimeZone(zone) ? zone : 'UTC'),
    addFunds: decimal(suggestion.addFunds, currency),
    autoRecharge: 'true',
    rechargeWith: decimal(suggestion.rechargeWith, currency),
    trigger: decimal(suggestion.trigger, currency),
    payment: methods[0] === undefined ? '' : methodKey(methods[0]),
    purchaseOrder: '',
  };
}

/** An order that can be placed: every field of the form parsed. */
interface ParsedOrder {
  readonly currency: Currency;
  readonly timeZone: string;
  readonly amount: Micros;
  readonly rule: Rule | undefined;
  readonly method: PaymentMethod;
}

export async function submitOrder(turn: Turn, draft: Draft, form: OrderForm): Promise<Card> {
  const facts = await orderFacts(turn, form.currency);
  if (!facts.ok) return damagedCard(turn);
  const parsed = parseOrder(turn, form, facts.value);
  if (!parsed.ok) return present(turn, { ...draft, form }, { form, errors: parsed.refusal });
  // An order that was placed keeps its id; until then a changed form is another order.
  const isPlaced = (await turn.app.wallets.entry(turn.app.tenant, `order-${draft.id}-${draft.attempt}`)) !== undefined;
  return advance(turn, draft, { step: 'review', form, attempt: draft.attempt + (isPlaced ? 0 : 1) });
}

/** Checks every field again, and says beside each what is wrong with it. */
function parseOrder({ speech }: Turn, form: OrderForm, facts: OrderFacts): Result<ParsedOrder, FormErrors> {
  const { terms, minimum, methods } = facts;
  const errors: FormErrors = {};
  const currency = terms?.currency ?? form.currency.trim().toUpperCase();
  const timeZone = terms?.timeZone ?? form.timeZone.trim();
  if (!isCurrency(currency))
    return err({ currency: speech.say('refuse.currency', { text: shownText(form.currency) }) });
  if (!isTimeZone(timeZone)) errors.timeZone = speech.say('refuse.timeZone', { text: shownText(form.timeZone) });

  const amount = (name: 'addFunds' | 'rechargeWith' | 'trigger'): Micros => {
    const parsed = parseAmount(form[name], currency);
    if (parsed.ok) return parsed.value;
    errors[name] = amountText(speech, parsed.refusal, form[name], currency);
    return 0;
  };
  const addFunds = amount('addFunds');
  const order = checkOrder(addFunds, { minimum });
  if (errors.addFunds === undefined && !order.ok) errors.addFunds = refusalText(speech, order.refusal, currency);
  const isOn = form.autoRecharge === 'true';
  // Switched off, the amounts may stay empty: then there is no rule, and no warning before zero.
  const hasRule = isOn || form.rechargeWith.trim() !== '' || form.trigger.trim() !== '';
  const rule = hasRule
    ? { isOn, rechargeWith: amount('rechargeWith'), trigger: amount('trigger'), monthlyCap: null }
    : undefined;
  if (rule !== undefined && errors.rechargeWith === undefined && errors.trigger === undefined) {
    const checked = checkRule(rule, minimum);
    if (!checked.ok) errors[ruleField(checked.refusal)] = refusalText(speech, checked.refusal, currency);
  }
  const method = methods.find(one => methodKey(one) === form.payment);
  if (method === undefined)
    errors.payment = speech.say('refuse.required', { field: speech.say('setup.order.payment') });
  if (method === undefined || Object.keys(errors).length > 0) return err(errors);
  const purchaseOrder = form.purchaseOrder.trim();
  return ok({
    currency,
    timeZone,
    amount: addFunds,
    rule,
    method: method.kind === 'agreement' && purchaseOrder !== '' ? { ...method, purchaseOrder } : method,
  });
}

const ruleField = (refusal: RuleRefusal): 'rechargeWith' | 'trigger' =>
  refusal.kind === 'trigger-not-positive' ? 'trigger' : 'rechargeWith';

const shownText = (text: string): string => escape(text.slice(0, 40));

async function presentReview(turn: Turn, draft: Draft, notice: string): Promise<Card> {
  const order = await reviewedOrder(turn, draft);
  if (!order.ok) return present(turn, { ...draft, step: 'order' }, { errors: order.refusal });
  return setupReviewView(turn.speech, draft, { ...order.value, notice });
}

async function reviewedOrder(turn: Turn, draft: Draft): Promise<Result<ParsedOrder, FormErrors>> {
  if (draft.form === null) return err({});
  const facts = await orderFacts(turn, draft.form.currency);
  return facts.ok ? parseOrder(turn, draft.form, facts.value) : err({});
}

/**
 * Places the reviewed order. Every command's id begins with the draft's, so that a press repeated after a crash goes on where the first
 * one stopped. The rule comes last: while the pool is still empty it would recharge at once.
 */
export async function placeReviewed(turn: Turn, draft: Draft): Promise<Card> {
  const { app, speech } = turn;
  const order = await reviewedOrder(turn, draft);
  if (!order.ok) return present(turn, { ...draft, step: 'order' }, { errors: order.refusal });
  const { amount, currency, timeZone, method, rule } = order.value;
  const by = turn.person.id ?? null;
  const name = `${draft.id}-${draft.attempt}`;

  const read = await app.wallets.read(app.tenant);
  if (!read.ok) return refusalCard(speech, read.refusal, currency);
  if (read.value.wallet.terms === undefined) {
    const terms: Terms = {
      tenant: app.tenant,
      currency,
      timeZone,
      mode: app.mode,
      opensAt: app.clock.now(),
      isFeeInCharge: false,
      minimum: usualMinimum,
    };
    const opened = await app.wallets.execute(app.tenant, { kind: 'open-wallet', id: `open-${name}`, terms }, by);
    if (!opened.ok && opened.refusal.kind !== 'already-set-up') return refusalCard(speech, opened.refusal, currency);
  }
  const chosen = await app.wallets.execute(
    app.tenant,
    {
      kind: 'set-payment-method',
      id: `method-${name}-${methodKey(method)}-${method.kind === 'agreement' ? (method.purchaseOrder ?? '') : ''}`,
      method,
    },
    by,
  );
  if (!chosen.ok) return refusalCard(speech, chosen.refusal, currency);
  const outcome = await placeOrder(app, { id: `order-${name}`, amount, method, isBesideOpen: false, by });
  if (outcome.kind === 'refused')
    return present(turn, draft, { notice: refusalText(speech, outcome.refusal, currency) });
  const text = outcomeText(speech, outcome, currency);
  if (outcome.kind === 'processing') return present(turn, draft, { notice: text });
  if (outcome.kind === 'declined') {
    return advance(turn, draft, { step: 'order', attempt: draft.attempt + 1 }, { errors: { payment: text } });
  }
  await app.settings.change(app.tenant, { billing: 'prepaid' });
  if (rule !== undefined) {
    const saved = await app.wallets.execute(app.tenant, { kind: 'set-rule', id: `rule-${name}`, rule }, by);
    if (!saved.ok) return refusalCard(speech, saved.refusal, currency);
  }
  app.background('first import', () => importCalls(app, by));
  return advance(turn, draft, { step: 'credits' }, { notice: text });
}

/** Usage of a tenant that pays after use is kept too: in a wallet from which nothing is drawn until it buys credits. */
export async function openPostpaid(
  { app, id, person, localTimeZone }: Turn,
  currency: Currency,
): Promise<Result<unknown, Refusal | Damage>> {
  const read = await app.wallets.read(app.tenant);
  if (!read.ok) return read;
  const by = person.id ?? null;
  const { terms: before } = read.value.wallet;
  if (before !== undefined) {
    if (before.currency !== currency)
      return err({ kind: 'currency-mismatch', row: '', expected: before.currency, given: currency });
    return app.wallets.execute(app.tenant, { kind: 'pay-after-use', id: `pay-after-use-${id}` }, by);
  }
  const timeZone = localTimeZone !== undefined && isTimeZone(localTimeZone) ? localTimeZone : 'UTC';
  const terms = { tenant: app.tenant, currency, timeZone, mode: app.mode, isFeeInCharge: false, minimum: usualMinimum };
  return app.wallets.execute(
    app.tenant,
    { kind: 'open-wallet', id: `open-${id}`, terms: { ...terms, opensAt: neverOpens } },
    by,
  );
}

async function damagedCard({ app, speech }: Turn): Promise<Card> {
  const read = await app.wallets.read(app.tenant);
  if (read.ok) throw new Error('the ledger was damaged a moment ago');
  return refusalCard(speech, read.refusal, 'USD');
}
