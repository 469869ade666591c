import type { Card } from '../../cards/card.ts';
import type { Speech } from '../chat/speech.ts';
import type { Payments } from '../ports/index.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import { offeredMethods, type OfferedNeeds } from '../tenant/offered-methods.ts';
import { autoRechargeView, type RuleForm } from './auto-recharge.view.ts';
import { labeledMethod } from './labeled-method.ts';

/** What showing the rule needs, to say how it is paid. */
export interface RuleCardNeeds extends OfferedNeeds {
  readonly payments: Payments;
}

/** The rule as a form, with how automatic charges are paid. */
export async function ruleCard(
  needs: RuleCardNeeds,
  speech: Speech,
  { wallet, terms }: Pick<OpenWallet, 'wallet' | 'terms'>,
  form: RuleForm,
  how: Parameters<typeof autoRechargeView>[3] = {},
): Promise<Card> {
  const { method, backup } = wallet;
  const [offered, payment, second] = await Promise.all([
    offeredMethods(needs),
    method && labeledMethod(needs.payments, method),
    backup ? labeledMethod(needs.payments, backup) : undefined,
  ]);
  const paying = { payment, backup: second, isChoice: offered.length > 1 };
  return autoRechargeView(speech, { wallet, terms, paying }, form, how);
}
