import {
  add,
  balanceOf,
  census,
  chargedAtOnce,
  creditsSkuId,
  formAmount,
  isLargeOrder,
  ok,
  secondMs,
  unreachable,
  type Deed,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Field } from '../../cards/frame.ts';
import { joined } from '../chat/joined.view.ts';
import { denialText, refusalCard } from '../chat/refusal.view.ts';
import type { Denial, Roles } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { largeOrderText } from '../funds/add-funds.view.ts';
import { hasTarget } from '../funds/auto-recharge.view.ts';
import { outcomeText } from '../funds/order-outcome.view.ts';
import { outcomeOfOrder } from '../funds/place-order.ts';
import type { AssignmentStep } from '../licenses/assignments.ts';
import type { AssigningNeeds } from '../licenses/begin-assignment.ts';
import { asOfLine } from '../licenses/as-of.view.ts';
import { leftOutLines } from '../licenses/left-out.view.ts';
import { offeredGroup } from '../licenses/license-groups.ts';
import { lacking, offersIn } from '../licenses/offers.ts';
import { readPeopleShowing, type PeopleNeeds } from '../licenses/people.ts';
import type { Log } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import type { Budgets } from '../tenant/budgets.ts';
import type { SettingsStore } from '../tenant/settings.ts';
import { within } from '../work/within.ts';
import { newDraft, type Draft, type Drafts, type OrderForm } from './drafts.ts';
import { whyNotExisting } from './existing-credits.ts';
import {
  currencyOfForm,
  firstForm,
  orderTerms,
  parseOrder,
  suggestionFor,
  withTarget,
  withPresentRule,
  type OrderFormNeeds,
  type ParsedOrder,
} from './order-form.ts';
import { go } from './frame.view.ts';
import { isMinimumAsked } from './minimum.ts';
import { mostShown, setupPeopleView, setupProgressView } from './people.view.ts';
import { presentDone, type DoneNeeds } from './present-done.ts';
import { presentExisting, presentExistingReview, type ExistingNeeds } from './present-existing.ts';
import { setupStateView } from './done.view.ts';
import { placedOrder, waitingOf } from './reviewed-proposals.ts';
import {
  setupBillingView,
  setupOrderView,
  setupPostpaidView,
  setupReviewView,
  type AtOnce,
  type FormErrors,
} from './steps.view.ts';

// Set-up as a conversation (B3): one draft per tenant, drawn as the card of its step. Each button carries the draft's version, so
// that an old card shows the present state instead of acting.

/** What showing a step of set-up needs. */
export interface SetupNeeds
  extends OrderFormNeeds, PeopleNeeds, ExistingNeeds, DoneNeeds, Pick<AssigningNeeds, 'assignments'> {
  readonly log: Log;
  readonly roles: Roles;
  readonly names: Names;
  readonly settings: SettingsStore;
  readonly budgets: Budgets;
  readonly drafts: Drafts;
  /** Whether the bot may set a missing usage location (ALLOW_USAGE_LOCATION). */
  readonly mayLocate: boolean;
}

/** The person a step is shown to. */
export type Viewer = Pick<Turn, 'speech' | 'locale' | 'localTimeZone' | 'conversation'> & {
  readonly person: Pick<Turn['person'], 'id'>;
};

/** What a step shows beside its usual content. */
export interface Shown {
  readonly notice?: string;
  readonly problem?: string;
  /** Ids of people chosen before. */
  readonly chosen?: readonly string[];
  readonly errors?: FormErrors;
  readonly form?: OrderForm;
  /** Whether a large order is asked about once more. */
  readonly isAskedAgain?: boolean;
}

/** The card of set-up's current step; begins set-up if it has not begun. */
export async function presentSetup(needs: SetupNeeds, turn: Turn, notice = ''): Promise<Card> {
  const draft = await needs.drafts.begin({ ...newDraft(turn.id), by: turn.person.id ?? null });
  return present(needs, turn, draft, { notice });
}

export async function present(needs: SetupNeeds, viewer: Viewer, draft: Draft, shown: Shown = {}): Promise<Card> {
  const { speech } = viewer;
  const { notice = '' } = shown;
  const missing = await missingRight(needs, viewer, draft.step);
  if (missing !== undefined)
    return setupStateView(speech, draft, {
      text: speech.say('setup.state.text', { needed: denialText(speech, missing) }),
      by: await begunBy(needs, draft),
      buttons:
        draft.step === 'order' && (await mayAs(needs, viewer, 'setup')) === undefined
          ? [go(speech, draft, 'licenses', 'button.back')]
          : [],
    });
  switch (draft.step) {
    case 'billing':
      return setupBillingView(speech, draft, notice, await billingHint(needs, viewer));
    case 'postpaid':
      return setupPostpaidView(speech, draft, await budgetForm(needs), notice);
    case 'licenses':
    case 'credits':
      return presentPeople(needs, viewer, draft, draft.step, shown);
    case 'order':
      return draft.way === 'existing'
        ? presentExisting(needs, viewer, draft, { notice })
        : presentOrder(needs, viewer, draft, shown);
    case 'review':
      return draft.way === 'existing'
        ? presentExistingReview(needs, viewer, draft, notice)
        : presentReview(needs, viewer, draft, shown);
    case 'done':
      return presentDone(needs, viewer, draft, notice);
    default:
      return unreachable(draft.step);
  }
}

/** What each step takes of whoever takes it; the others are shown how things stand. */
export const takes: Partial<Record<Draft['step'], Deed>> = {
  billing: 'money',
  postpaid: 'money',
  licenses: 'setup',
  order: 'money',
  review: 'money',
  credits: 'setup',
};

/** Why whoever looks may not take the step, if they may not. */
async function missingRight(needs: SetupNeeds, viewer: Viewer, step: Draft['step']): Promise<Denial | undefined> {
  const deed = takes[step];
  return deed === undefined ? undefined : mayAs(needs, viewer, deed);
}

async function mayAs({ roles }: SetupNeeds, { person }: Viewer, deed: Deed): Promise<Denial | undefined> {
  const checked = await roles.check(person.id, deed);
  return checked.ok ? undefined : checked.refusal;
}

/** The name of whoever took the last step; '' where it is not known. */
export async function begunBy({ names }: SetupNeeds, { by }: Draft): Promise<string> {
  return by === null ? '' : ((await names.of([by])).get(by) ?? '');
}

async function presentPeople(
  needs: SetupNeeds,
  viewer: Viewer,
  draft: Draft,
  step: AssignmentStep,
  { notice = '', problem = '', chosen = [] }: Shown,
): Promise<Card> {
  const { speech } = viewer;
  const known = await needs.assignments.readGiving(step);
  // The results of an earlier set-up's run are none of this one.
  const run = known?.state === 'running' || known?.setup === draft.id ? known : undefined;
  const missing = await mayAs(needs, viewer, 'licenses');
  const toAsk = missing === undefined ? '' : denialText(speech, missing);
  if (run?.state === 'running')
    return setupProgressView(speech, draft, step, run, { notice, toAsk, now: needs.clock.now() });
  const found = await readPeopleShowing(needs, people => lacking(step, people).slice(0, mostShown));
  const about = [...leftOutLines(speech, found), ...asOfLine(speech, found.asOf, needs.clock.now())];
  const by = run?.by ?? null;
  const offer = step === 'credits' && toAsk === '' ? await offeredGroup(needs, found) : undefined;
  return setupPeopleView(speech, draft, step, {
    offer,
    counts: census(found.people, found.skus),
    products: offersIn(step, found.skus),
    ...{ run, notice: joined(speech, notice, ...about), problem, toAsk, mayLocate: needs.mayLocate },
    by: by === null ? '' : ((await needs.names.of([by])).get(by) ?? ''),
    chosen: chosen.length === 0 ? [] : lacking(step, found).filter(({ id }) => chosen.includes(id)),
  });
}

/** The form of a monthly budget, with the one that there is. */
async function budgetForm({
  ledger,
  budgets,
}: SetupNeeds): Promise<{ readonly currency: Field; readonly budget: Field }> {
  const [terms, budget] = await Promise.all([ledger.terms(), budgets.of({ kind: 'organization' })]);
  const currency = terms?.currency ?? budget?.now.currency ?? 'USD';
  const amount = budget?.now.currency === currency ? formAmount(budget.now.amount, currency) : '';
  return { currency: { value: currency, error: '' }, budget: { value: amount, error: '' } };
}

const hintedWithinMs = secondMs;

/** What the directory's subscriptions say about how the organization pays: a hint, and no more; the admin decides. */
async function billingHint({ clock, log, directory }: SetupNeeds, { speech }: Viewer): Promise<string> {
  const asked = directory.subscriptions().catch((error: unknown) => {
    log.warn({ err: error }, 'the subscriptions could not be read');
    return [];
  });
  const subscriptions = (await within(clock, hintedWithinMs, asked)) ?? [];
  const credits = subscriptions.find(({ skuId }) => skuId === creditsSkuId);
  if (credits?.isEnabled === true) return speech.say('setup.billing.hintCredits');
  return subscriptions.some(({ isByPartner }) => isByPartner) ? speech.say('setup.billing.hintPartner') : '';
}

async function presentOrder(needs: SetupNeeds, viewer: Viewer, draft: Draft, shown: Shown): Promise<Card> {
  const { speech } = viewer;
  const found = await orderTerms(needs);
  if (!found.ok) return refusalCard(speech, found.refusal, 'USD');
  const { terms, methods } = found.value;
  const { wallet } = found.value;
  const filledIn = shown.form ?? (draft.form && withPresentRule(draft.form, draft.rule, found.value));
  const currency = currencyOfForm(found.value, filledIn);
  const minimum = typedAmount(viewer, filledIn?.minimum ?? '', currency);
  const suggestion = await suggestionFor(needs, draft, found.value, { currency, minimum });
  return setupOrderView(speech, draft, {
    ...{ terms, methods, currency, suggestion },
    rule: wallet.rule,
    isMinimumAsked: isMinimumAsked({ terms, currency }),
    hasTarget: hasTarget(terms ?? { mode: needs.mode }),
    mayExist: whyNotExisting(wallet, needs.mode) === undefined,
    form: withTarget(filledIn ?? firstForm(viewer, found.value, currency, suggestion), found.value),
    errors: shown.errors ?? {},
    notice: shown.notice ?? '',
  });
}

async function presentReview(needs: SetupNeeds, viewer: Viewer, draft: Draft, shown: Shown): Promise<Card> {
  const { speech } = viewer;
  const { notice = '', isAskedAgain = false } = shown;
  const order = await reviewedOrder(needs, viewer, draft);
  if (order === undefined) return present(needs, viewer, { ...draft, step: 'order' });
  if ('errors' in order) return present(needs, viewer, { ...draft, step: 'order' }, { errors: order.errors });
  const { mode, clock } = needs;
  const placed = await placedOrder(needs, draft);
  const outcome = placed && (await outcomeOfOrder(needs, placed.id, placed.amount));
  const question = isAskedAgain && placed === undefined ? await questionOf(needs, speech, draft, order) : '';
  const became = outcome === undefined ? '' : outcomeText(speech, outcome, order.currency);
  return setupReviewView(speech, draft, {
    ...{ ...order, question, mode, placed: placed?.amount },
    notice: notice === '' ? became : notice,
    waiting: waitingOf(order.wallet, draft, clock.now()),
    atOnce: atOnceWith(needs, { ...order, amount: outcome?.kind === 'settled' ? 0 : (placed?.amount ?? order.amount) }),
    now: clock.now(),
  });
}

/** What an order is asked once more that is much larger than usual; '' for any other. */
export async function questionOf(
  needs: OrderFormNeeds,
  speech: Speech,
  draft: Draft,
  { amount, currency, minimum, wallet }: ParsedOrder,
): Promise<string> {
  const { terms } = wallet;
  const asked = { currency, minimum: ok(minimum) };
  const { isKnown, spentOver, addFunds } = await suggestionFor(needs, draft, { wallet, terms, methods: [] }, asked);
  const aMonth = isKnown && spentOver.amount > 0 ? addFunds : undefined;
  if (!isLargeOrder(amount, { aMonth, minimum })) return '';
  return largeOrderText(speech, { amount, aMonth, currency });
}

/** What auto-recharge adds right after the order: by the rule of before when the way to pay is saved, else by the reviewed one. */
function atOnceWith({ clock, mode }: SetupNeeds, { wallet, rule, amount, method }: ParsedOrder): AtOnce | undefined {
  const at = clock.now();
  const charges = [wallet.rule, rule].flatMap(one =>
    one === undefined
      ? []
      : [
          {
            trigger: one.trigger,
            amount: chargedAtOnce(wallet, { rule: one, at, ordered: amount, method: method.method, mode }),
          },
        ],
  );
  const charge = charges.find(one => one.amount > 0);
  return charge && { ...charge, balance: add(balanceOf(wallet.pool, at), amount), mode };
}

/** The order of the draft, checked again; the errors of a form that is no longer valid, or undefined without a form. */
export async function reviewedOrder(
  needs: OrderFormNeeds,
  viewer: Viewer,
  { form, rule }: Draft,
): Promise<ParsedOrder | { readonly errors: FormErrors } | undefined> {
  const found = await orderTerms(needs);
  // A damaged ledger is reported by the step that is shown instead.
  if (!found.ok || form === null) return undefined;
  const parsed = parseOrder(viewer, withPresentRule(form, rule, found.value), found.value);
  return parsed.ok ? parsed.value : { errors: parsed.refusal };
}
