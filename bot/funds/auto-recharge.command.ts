import { chargedAtOnce, checkRule, suggestedRule, type Micros, type Rule, type Terms } from '../../core/index.ts';
import { amount, oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { joined } from '../chat/joined.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withWallet, type OpenWallet } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { hasTarget, ruleForm } from './auto-recharge.view.ts';
import { askMethods, type PaymentMethodsNeeds } from './payment-methods.ts';
import { ruleCard } from './rule-card.ts';
import { whyView } from './why.view.ts';
import { saveRule } from './save-rule.ts';

type RuleNeeds = PaymentMethodsNeeds;

const shownDecisions = 3;

export const autoRecharge = command({
  name: 'autoRecharge',
  access: 'money',
  arguments: {
    amount: amount('amount', {}),
    upTo: amount('amount', { mark: 'upTo' }),
    below: amount('amount', { mark: 'below' }),
    asked: oneOf('switch', ['on', 'off', 'why', 'suggested', 'payment'], {}),
  },
  // With amounts the form shows them first.
  actsAtOnce: ({ asked, ...amounts }) => (asked === 'on' || asked === 'off') && !hasAmounts(amounts),
  // Without them it shows the rule as it stands, or one that would fit: nothing is saved.
  onlyShows: ({ asked, ...amounts }) => asked !== 'on' && asked !== 'off' && !hasAmounts(amounts),
  // Why it did or did not recharge is for whoever may look.
  accessTo: ({ asked }) => (asked === 'why' ? 'look' : 'money'),
  lesser: { choice: 'why', access: 'look' },
  run: (needs: RuleNeeds, turn, { asked, ...amounts }) =>
    withWallet(needs, turn, found => {
      if (asked === 'why') return explain(needs, turn, found);
      if (asked === 'suggested') return suggested(needs, turn, found);
      if (asked === 'payment') return askMethods(needs, turn, found);
      if (hasAmounts(amounts)) return typedRule(needs, turn, found, { ...amounts, isOn: asked !== 'off' });
      if (asked !== undefined) return switched(needs, turn, found, asked === 'on');
      return asForm(needs, turn, found);
    }),
});

/** Amounts that were typed: what to add, or up to which balance, and below which. */
interface TypedAmounts {
  readonly amount: Micros | undefined;
  readonly upTo: Micros | undefined;
  readonly below: Micros | undefined;
}

const hasAmounts = (amounts: Readonly<Record<string, Micros | undefined>>): boolean =>
  Object.values(amounts).some(one => one !== undefined);

/** The form with the rule as it was typed, and what saving it charges at once: nothing is saved yet. */
async function typedRule(
  needs: RuleNeeds,
  { speech }: Turn,
  found: OpenWallet,
  typed: TypedAmounts & { readonly isOn: boolean },
): Promise<Reply> {
  const { wallet, terms } = found;
  const { suggestion } = await outlookOf(needs, found, needs.clock.now());
  const before = wallet.rule ?? { ...suggestedRule(suggestion, undefined), rechargeWith: terms.minimum };
  const rule = ruleOf(before, typed, terms);
  const charged = checkRule(rule, terms.minimum).ok ? chargedAtOnce(wallet, { rule, at: needs.clock.now() }) : 0;
  const facts = { amount: speech.money(charged, terms.currency), trigger: speech.money(rule.trigger, terms.currency) };
  const notices = [
    typed.upTo !== undefined && !hasTarget(terms) ? speech.say('rule.noTarget') : '',
    charged === 0
      ? speech.say('rule.typed')
      : speech.say(terms.mode === 'mirror' ? 'rule.atOnce.mirror' : 'rule.atOnce', facts),
  ];
  const notice = joined(speech, ...notices);
  return { card: await ruleCard(needs, speech, found, ruleForm({ rule }, terms), { notice, atOnce: charged }) };
}

/** A rule with the amounts that were typed: one to add takes the place of a target. */
function ruleOf(
  { upTo: targetBefore, ...before }: Rule,
  { amount: added, upTo, below, isOn }: TypedAmounts & { readonly isOn: boolean },
  terms: Terms,
): Rule {
  const target = hasTarget(terms) ? (upTo ?? (added === undefined ? targetBefore : undefined)) : undefined;
  return {
    ...before,
    isOn,
    ...(added !== undefined && { rechargeWith: added }),
    ...(below !== undefined && { trigger: below }),
    ...(target !== undefined && { upTo: target }),
  };
}

/** The rule; where there is none the one that usage suggests, and where it has no monthly limit a suggestion of that. */
async function asForm(needs: RuleNeeds, { speech }: Turn, found: OpenWallet): Promise<Reply> {
  const { wallet, terms } = found;
  const { suggestion } = await outlookOf(needs, found, needs.clock.now());
  const form = ruleForm({ rule: wallet.rule ?? suggestedRule(suggestion, undefined) }, terms);
  const isLimited = wallet.rule === undefined || wallet.rule.monthlyCap !== null;
  const limit = Math.max(suggestion.monthlyCap, wallet.rule?.rechargeWith ?? 0);
  const hint = isLimited ? '' : speech.say('rule.suggestedCap', { cap: speech.money(limit, terms.currency) });
  return { card: await ruleCard(needs, speech, found, form, { hint }) };
}

/** The last decision with its numbers, and those before it. */
async function explain(
  { clock, journal }: RuleNeeds,
  { speech }: Turn,
  { wallet, terms, history }: OpenWallet,
): Promise<Reply> {
  const { lines } = history.contents.page({ groups: ['evaluations'], limit: shownDecisions });
  const decisions = await journal.entriesAt(lines.flatMap(line => (line.kind === 'entry' ? [line.seq] : [])));
  return { card: whyView(speech, { wallet, terms, decisions: decisions.toReversed(), now: clock.now() }) };
}

/** The form with the rule that usage suggests: nothing is saved yet. */
async function suggested(needs: RuleNeeds, { speech }: Turn, found: OpenWallet): Promise<Reply> {
  const { suggestion } = await outlookOf(needs, found, needs.clock.now());
  const form = ruleForm({ rule: suggestedRule(suggestion, found.wallet.rule) }, found.terms);
  return { card: await ruleCard(needs, speech, found, form, { notice: speech.say('rule.suggested') }) };
}

function switched(needs: RuleNeeds, turn: Turn, found: OpenWallet, isOn: boolean): Reply | Promise<Reply> {
  const { rule } = found.wallet;
  // Without a rule there is nothing to switch: the form asks for its amounts.
  if (rule === undefined) return asForm(needs, turn, found);
  return saveRule(needs, turn, found, { rule: { ...rule, isOn }, agreed: '' });
}
