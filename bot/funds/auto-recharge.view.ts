import { decimal, type Micros, type Terms, type Wallet } from '../../core/index.ts';
import { autoRechargeCard } from '../../cards/auto-recharge.ts';
import type { Card } from '../../cards/card.ts';
import type { Field } from '../../cards/frame.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { whyText } from '../chat/money-words.view.ts';

export interface RuleForm {
  readonly isOn: boolean;
  readonly rechargeWith: Field;
  readonly trigger: Field;
  readonly cap: Field;
}

/** The rule that is in force, as a form. */
export function ruleForm({ rule }: Wallet, terms: Terms): RuleForm {
  const field = (amount: Micros | null | undefined): Field => ({
    value: amount === undefined || amount === null ? '' : decimal(amount, terms.currency),
    error: '',
  });
  return {
    isOn: rule?.isOn ?? true,
    rechargeWith: field(rule?.rechargeWith),
    trigger: field(rule?.trigger),
    cap: field(rule?.monthlyCap),
  };
}

export const ruleLabels = (speech: Speech) => ({
  autoRecharge: speech.say('rule.autoRecharge'),
  autoRechargeOn: speech.say('rule.autoRechargeOn'),
  rechargeWith: speech.say('rule.rechargeWith'),
  trigger: speech.say('rule.trigger'),
  cap: speech.say('rule.cap'),
});

export const autoRechargeView = (
  speech: Speech,
  found: { readonly wallet: Wallet; readonly terms: Terms },
  form: RuleForm,
  notice = '',
): Card =>
  autoRechargeCard({
    ...frame(speech, speech.say('rule.title'), [
      button(speech.say('button.save'), 'auto-recharge', { isForm: true }, { inputs: 'auto', style: 'positive' }),
      ...runButtons(speech, 'balance'),
    ]),
    notice,
    text: speech.say('rule.text'),
    autoRecharge: form.isOn ? 'true' : 'false',
    rechargeWith: form.rechargeWith,
    trigger: form.trigger,
    cap: form.cap,
    labels: ruleLabels(speech),
    whyTitle: speech.say('rule.why'),
    why: whyText(speech, found.wallet.memory.lastReason, found.terms.currency),
  });
