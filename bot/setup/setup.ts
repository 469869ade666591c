import {
  add,
  balanceOf,
  census,
  chargedAtOnce,
  creditsSkuId,
  decimal,
  secondMs,
  unreachable,
  type Mode,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Field } from '../../cards/frame.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { AssigningNeeds } from '../licenses/begin-assignment.ts';
import { asOfLine } from '../licenses/as-of.view.ts';
import { lacking, offersIn } from '../licenses/offers.ts';
import { readPeople, readPeopleShowing, type PeopleNeeds } from '../licenses/people.ts';
import type { Log } from '../ports/index.ts';
import type { SettingsStore } from '../tenant/settings.ts';
import type { Imports } from '../usage/import-progress.ts';
import { importNote } from '../usage/import-progress.view.ts';
import { within } from '../work/within.ts';
import { newDraft, type Draft, type Drafts, type OrderForm } from './drafts.ts';
import {
  currencyOfForm,
  firstForm,
  isMinimumAsked,
  orderTerms,
  parseOrder,
  suggestionFor,
  withPresentRule,
  type OrderFormNeeds,
  type ParsedOrder,
} from './order-form.ts';
import { listed, setupPeopleView, setupProgressView } from './people.view.ts';
import {
  setupBillingView,
  setupDoneView,
  setupOrderView,
  setupPostpaidView,
  setupReviewView,
  type AtOnce,
  type FormErrors,
} from './steps.view.ts';

// Set-up as a conversation (B3): one draft per tenant, drawn as the card of its step. Each button carries the draft's version, so
// that an old card shows the present state instead of acting.

/** What showing a step of set-up needs. */
export interface SetupNeeds extends OrderFormNeeds, PeopleNeeds, Pick<AssigningNeeds, 'assignments'> {
  readonly log: Log;
  readonly mode: Mode;
  readonly settings: SettingsStore;
  readonly drafts: Drafts;
  readonly imports: Imports;
  /** Whether the bot may set a missing usage location (ALLOW_USAGE_LOCATION). */
  readonly mayLocate: boolean;
}

/** The person a step is shown to. */
export type Viewer = Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>;

/** What a step shows beside its usual content. */
export interface Shown {
  readonly notice?: string;
  readonly problem?: string;
  /** Ids of people chosen before. */
  readonly chosen?: readonly string[];
  readonly errors?: FormErrors;
  readonly form?: OrderForm;
}

/** The card of set-up's current step; begins set-up if it has not begun. */
export async function presentSetup(needs: SetupNeeds, turn: Turn, notice = ''): Promise<Card> {
  const draft = await needs.drafts.begin(newDraft(turn.id));
  return present(needs, turn, draft, { notice });
}

export async function present(needs: SetupNeeds, viewer: Viewer, draft: Draft, shown: Shown = {}): Promise<Card> {
  const { speech } = viewer;
  const { notice = '', problem = '', chosen = [] } = shown;
  switch (draft.step) {
    case 'billing':
      return setupBillingView(speech, draft, notice, await billingHint(needs, viewer));
    case 'postpaid':
      return setupPostpaidView(speech, draft, await budgetForm(needs), notice);
    case 'licenses':
    case 'credits': {
      const { step } = draft;
      const run = await needs.assignments.readGiving(step);
      if (run?.state === 'running') return setupProgressView(speech, draft, step, run, notice);
      const found = await readPeopleShowing(needs, people => lacking(step, people).slice(0, listed));
      const asOf = asOfLine(speech, found.asOf, needs.clock.now());
      return setupPeopleView(speech, draft, step, {
        counts: census(found.people, found.skus),
        products: offersIn(step, found.skus),
        ...{ run, notice: [notice, ...asOf].join(' ').trim(), problem, mayLocate: needs.mayLocate },
        chosen: chosen.length === 0 ? [] : lacking(step, found).filter(({ id }) => chosen.includes(id)),
      });
    }
    case 'order':
      return presentOrder(needs, viewer, draft, shown);
    case 'review':
      return presentReview(needs, viewer, draft, notice);
    case 'done':
      return presentDone(needs, viewer, draft, notice);
    default:
      return unreachable(draft.step);
  }
}

/** The form of a monthly budget, with the one that there is. */
async function budgetForm({
  ledger,
  settings,
}: SetupNeeds): Promise<{ readonly currency: Field; readonly budget: Field }> {
  const [terms, { budget }] = await Promise.all([ledger.terms(), settings.read()]);
  const currency = terms?.currency ?? budget?.currency ?? 'USD';
  const amount = budget === null || budget.currency !== currency ? '' : decimal(budget.amount, currency);
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
    isMinimumAsked: isMinimumAsked(found.value, currency),
    form: filledIn ?? firstForm(viewer, found.value, currency, suggestion),
    errors: shown.errors ?? {},
    notice: shown.notice ?? '',
  });
}

async function presentReview(needs: SetupNeeds, viewer: Viewer, draft: Draft, notice: string): Promise<Card> {
  const order = await reviewedOrder(needs, viewer, draft);
  if (order === undefined) return present(needs, viewer, { ...draft, step: 'order' });
  if ('errors' in order) return present(needs, viewer, { ...draft, step: 'order' }, { errors: order.errors });
  return setupReviewView(viewer.speech, draft, { ...order, notice, atOnce: atOnceWith(needs, order) });
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

async function presentDone(needs: SetupNeeds, { speech }: Viewer, draft: Draft, notice: string): Promise<Card> {
  const { ledger, imports, clock } = needs;
  const read = await ledger.read();
  if (!read.ok) return refusalCard(speech, read.refusal, 'USD');
  const { wallet } = read.value;
  const { terms } = wallet;
  if (terms === undefined) return setupBillingView(speech, { ...draft, step: 'billing' }, notice);
  const importing = importNote(speech, await imports.progress());
  return setupDoneView(speech, draft, { ...(await readPeople(needs)), wallet, terms, importing }, clock.now());
}
