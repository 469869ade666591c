import type { Rule } from '../../core/index.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { OpenWallet, WalletNeeds } from '../tenant/with-wallet.ts';
import { autoRechargeView, ruleForm } from './auto-recharge.view.ts';

/** Saves a rule, and shows it as it is now. */
export async function saveRule(
  { ledger }: Pick<WalletNeeds, 'ledger'>,
  { id, person, speech }: Turn,
  { terms }: OpenWallet,
  rule: Rule,
): Promise<Reply> {
  const saved = await ledger.execute({ kind: 'set-rule', id: `rule-${id}`, rule }, person.id ?? null);
  if (!saved.ok) return { card: refusalCard(speech, saved.refusal, terms.currency) };
  const { wallet } = saved.value;
  return { card: autoRechargeView(speech, { wallet, terms }, ruleForm(wallet, terms), speech.say('rule.saved')) };
}
