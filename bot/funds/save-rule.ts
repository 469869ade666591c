import type { Rule } from '../../core/index.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { requestId } from '../chat/request-id.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { OpenWallet, WalletNeeds } from '../tenant/with-wallet.ts';
import { autoRechargeView, ruleForm } from './auto-recharge.view.ts';

/** Saves a rule, and shows it as it is now. */
export async function saveRule(
  needs: Pick<WalletNeeds, 'ledger'>,
  turn: Turn,
  { terms }: OpenWallet,
  rule: Rule,
): Promise<Reply> {
  const { speech, person } = turn;
  const id = await requestId(needs, turn, 'rule');
  const saved = await needs.ledger.execute({ kind: 'set-rule', id, rule }, person.id ?? null);
  if (!saved.ok) return { card: refusalCard(speech, saved.refusal, terms.currency) };
  const { wallet } = saved.value;
  return { card: autoRechargeView(speech, { wallet, terms }, ruleForm(wallet, terms), speech.say('rule.saved')) };
}
