import { suggestedRule } from '../../core/index.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { autoRechargeView, ruleForm } from './auto-recharge.view.ts';
import { whyView } from './why.view.ts';
import { saveRule } from './save-rule.ts';

interface RuleNeeds extends WalletNeeds, ShowApprovalNeeds {}

const shownDecisions = 3;

export const autoRecharge = command({
  name: 'autoRecharge',
  access: 'money',
  arguments: { asked: oneOf('switch', ['on', 'off', 'why', 'suggested'], {}) },
  actsAtOnce: ({ asked }) => asked === 'on' || asked === 'off',
  // Why it did or did not recharge is for whoever may look.
  accessTo: ({ asked }) => (asked === 'why' ? 'look' : 'money'),
  run: (needs: RuleNeeds, turn, { asked }) =>
    withWallet(needs, turn, found => {
      if (asked === 'why') return explain(needs, turn, found);
      if (asked === 'suggested') return suggested(needs, turn, found);
      if (asked !== undefined) return switched(needs, turn, found, asked === 'on');
      return asForm(needs, turn, found);
    }),
});

/** The rule; where there is none the one that usage suggests, and where it has no monthly limit a suggestion of that. */
async function asForm(needs: WalletNeeds, { speech }: Turn, found: OpenWallet): Promise<Reply> {
  const { wallet, terms } = found;
  const { suggestion } = await outlookOf(needs, found, needs.clock.now());
  const form = ruleForm({ rule: wallet.rule ?? suggestedRule(suggestion, undefined) }, terms);
  const isLimited = wallet.rule === undefined || wallet.rule.monthlyCap !== null;
  const limit = Math.max(suggestion.monthlyCap, wallet.rule?.rechargeWith ?? 0);
  const hint = isLimited ? '' : speech.say('rule.suggestedCap', { cap: speech.money(limit, terms.currency) });
  return { card: autoRechargeView(speech, found, form, { hint }) };
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
async function suggested(needs: WalletNeeds, { speech }: Turn, found: OpenWallet): Promise<Reply> {
  const { suggestion } = await outlookOf(needs, found, needs.clock.now());
  return {
    card: autoRechargeView(
      speech,
      found,
      ruleForm({ rule: suggestedRule(suggestion, found.wallet.rule) }, found.terms),
      {
        notice: speech.say('rule.suggested'),
      },
    ),
  };
}

function switched(needs: RuleNeeds, turn: Turn, found: OpenWallet, isOn: boolean): Reply | Promise<Reply> {
  const { rule } = found.wallet;
  // Without a rule there is nothing to switch: the form asks for its amounts.
  if (rule === undefined) return asForm(needs, turn, found);
  return saveRule(needs, turn, found, { rule: { ...rule, isOn }, agreed: '' });
}
