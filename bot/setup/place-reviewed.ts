import {
  chargedBySaving,
  decimal,
  ruleKey,
  type Damage,
  type Hash,
  type Mode,
  type Proposal,
  type Refusal,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { isAboutApproval, orAskApproval } from '../approvals/ask-approval.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { joined } from '../chat/joined.view.ts';
import { refusalText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Turn } from '../chat/turn.ts';
import { outcomeText } from '../funds/order-outcome.view.ts';
import { placeOrder, type OrderNeeds } from '../funds/place-order.ts';
import { openWallet } from '../tenant/open-wallet.ts';
import type { SettingsStore } from '../tenant/settings.ts';
import { importLog, type ImportNeeds } from '../usage/import-log.ts';
import type { Background } from '../work/background.ts';
import { advance } from './draft-steps.ts';
import type { Draft, OrderForm } from './drafts.ts';
import { orderTerms, parseOrder, withPresentRule } from './order-form.ts';
import { methodProposal, orderProposal, placedOrder, ruleProposal } from './reviewed-proposals.ts';
import { present, questionOf, reviewedOrder, type SetupNeeds } from './setup.ts';
import { stillWaitsText } from './steps.view.ts';

export interface PlacingNeeds extends SetupNeeds, OrderNeeds, ImportNeeds, ShowApprovalNeeds {
  readonly tenant: string;
  readonly mode: Mode;
  readonly hash: Hash;
  readonly settings: SettingsStore;
  readonly background: Background;
}

/** Takes the filled-in form to the review, or gives it back with what is wrong beside the fields. */
export async function submitOrder(
  needs: SetupNeeds,
  turn: Turn,
  draft: Draft,
  { form, rule }: { readonly form: OrderForm; readonly rule: string },
): Promise<Card> {
  const { speech } = turn;
  const found = await orderTerms(needs);
  if (!found.ok) return refusalCard(speech, found.refusal, 'USD');
  const current = withPresentRule(form, rule, found.value);
  if (current !== form) return present(needs, turn, draft, { form: current, notice: speech.say('rule.changed') });
  const parsed = parseOrder(turn, form, found.value);
  if (!parsed.ok) return present(needs, turn, { ...draft, form }, { form, errors: parsed.refusal });
  // An order that was placed keeps its id; until then a changed form is another order.
  const isPlaced = (await placedOrder(needs, draft)) !== undefined;
  return advance(needs, turn, draft, {
    ...{ step: 'review', form, rule: ruleKey(found.value.wallet.rule) },
    attempt: draft.attempt + (isPlaced ? 0 : 1),
  });
}

/**
 * Places the reviewed order. Every command's id holds the draft's, so that a press repeated after a crash continues where the first one
 * stopped. The rule comes last: while the pool is still empty it would recharge at once. What needs a second person is asked for on the way, and the
 * review that is pressed again goes on from there: once the order is in the book it waits for nobody (P5).
 */
export async function placeReviewed(needs: PlacingNeeds, turn: Turn, draft: Draft, sure: string): Promise<Card> {
  const { ledger, clock, settings, background } = needs;
  const { speech } = turn;
  const order = await reviewedOrder(needs, turn, draft);
  if (order === undefined) return present(needs, turn, { ...draft, step: 'order' });
  if ('errors' in order) return present(needs, turn, { ...draft, step: 'order' }, { errors: order.errors });
  const { wallet, amount, currency, timeZone, minimum, rule } = order;
  const { method } = order.method;
  const by = turn.person.id ?? null;
  const isPlaced = (await placedOrder(needs, draft)) !== undefined;
  const isSure =
    isPlaced || sure === decimal(amount, currency) || (await questionOf(needs, speech, draft, order)) === '';
  if (!isSure) return present(needs, turn, draft, { isAskedAgain: true });
  const asRule = rule && (await ruleProposal(needs, draft, rule));
  const isRuleSaved = asRule !== undefined && (await ledger.entry(asRule.id)) !== undefined;
  const madeOf = ruleKey(wallet.rule);
  if (!isRuleSaved && wallet.rule !== undefined && madeOf !== draft.rule) {
    // The review showed another rule than it would save now: it is shown again.
    const form = order.form;
    return advance(needs, turn, draft, { form, rule: madeOf }, { notice: speech.say('rule.changed') });
  }

  const opened = await openWallet(needs, {
    ...{ id: `open-${draft.id}-${draft.attempt}`, currency, timeZone, minimum, opensAt: clock.now(), by },
  });
  if (!opened.ok) return refusalCard(speech, opened.refusal, currency);
  const ask = async (proposal: Proposal, refusal: Refusal | Damage): Promise<Card> =>
    (await orAskApproval(needs, turn, { proposal, refusal, currency })).card;
  const choice = await methodProposal(needs, draft, method);
  // The first way to pay is kept even if it is declined; a new one takes the place of another once it has paid, and a rule that waits for the
  // first has it only then: it would charge at once what the order is for.
  if (wallet.method === undefined && chargedBySaving(wallet, choice, clock.now()) === 0) {
    const chosen = await ledger.execute(choice, by);
    if (!chosen.ok) return ask(choice, chosen.refusal);
  }
  const placing = await orderProposal(needs, draft, { amount, method });
  const outcome = await placeOrder(needs, { ...placing, by });
  if (outcome.kind === 'refused' && isAboutApproval(outcome.refusal)) return ask(placing, outcome.refusal);
  if (outcome.kind === 'refused')
    return present(needs, turn, draft, { notice: refusalText(speech, outcome.refusal, currency) });
  const text = outcomeText(speech, outcome, currency);
  if (outcome.kind === 'processing') return present(needs, turn, draft, { notice: text });
  if (outcome.kind === 'declined') {
    return advance(needs, turn, draft, { step: 'order', attempt: draft.attempt + 1 }, { errors: { payment: text } });
  }
  const waiting: Proposal[] = [];
  for (const proposal of [choice, ...(asRule === undefined || ruleKey(rule) === madeOf ? [] : [asRule])]) {
    const saved = await ledger.execute(proposal, by);
    if (saved.ok) continue;
    if (saved.refusal.kind !== 'approval-waits') return ask(proposal, saved.refusal);
    waiting.push(proposal);
  }
  // What the books do not hold comes after what they do: a document that cannot be written must not keep the rule out.
  await settings.change({ billing: 'prepaid' });
  background.start('first import', () => importLog(needs, by));
  return advance(
    needs,
    turn,
    draft,
    { step: 'credits' },
    { notice: joined(speech, text, stillWaitsText(speech, waiting, { currency, mode: needs.mode })) },
  );
}
