import { chargedAtOnce, decimal, type Rule } from '../../core/index.ts';
import { orAskApproval } from '../approvals/ask-approval.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { requestId } from '../chat/request-id.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { OpenWallet, WalletNeeds } from '../tenant/with-wallet.ts';
import { ruleForm } from './auto-recharge.view.ts';
import { ruleCard, type RuleCardNeeds } from './rule-card.ts';

/** Saves a rule, and shows it as it is now. One that charges at once is shown first, until `agreed` is what it charges (L8). */
export async function saveRule(
  needs: Pick<WalletNeeds, 'ledger' | 'clock'> & ShowApprovalNeeds & RuleCardNeeds,
  turn: Turn,
  { wallet: before, terms }: OpenWallet,
  { rule, agreed }: { readonly rule: Rule; readonly agreed: string },
): Promise<Reply> {
  const { speech, person } = turn;
  const id = await requestId(needs, turn, 'rule');
  const atOnce = chargedAtOnce(before, { rule, at: needs.clock.now() });
  const isSaved = (await needs.ledger.entry(id)) !== undefined;
  if (atOnce > 0 && agreed !== decimal(atOnce, terms.currency) && !isSaved) {
    const facts = { amount: speech.money(atOnce, terms.currency), trigger: speech.money(rule.trigger, terms.currency) };
    const notice = speech.say(terms.mode === 'mirror' ? 'rule.atOnce.mirror' : 'rule.atOnce', facts);
    return {
      card: await ruleCard(needs, speech, { wallet: before, terms }, ruleForm({ rule }, terms), { notice, atOnce }),
    };
  }
  const proposal = { kind: 'set-rule', id, rule } as const;
  const saved = await needs.ledger.execute(proposal, person.id ?? null);
  if (!saved.ok) return orAskApproval(needs, turn, { proposal, refusal: saved.refusal, currency: terms.currency });
  const { wallet } = saved.value;
  const notice = speech.say('rule.saved');
  return { card: await ruleCard(needs, speech, { wallet, terms }, ruleForm(wallet, terms), { notice }) };
}
