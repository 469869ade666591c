import { decimal, formAmount, ruleKey, type Micros, type Terms, type Wallet } from '../../core/index.ts';
import { autoRechargeCard } from '../../cards/auto-recharge.ts';
import type { Card } from '../../cards/card.ts';
import type { Field } from '../../cards/frame.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { whyText } from '../chat/money-words.view.ts';

export interface RuleForm {
  readonly isOn: boolean;
  readonly includesTrigger: boolean;
  readonly rechargeWith: Field;
  readonly trigger: Field;
  readonly cap: Field;
}

/** A rule as a form: the one that is in force, or one that is to be saved. */
export function ruleForm({ rule }: Pick<Wallet, 'rule'>, terms: Terms): RuleForm {
  const field = (amount: Micros | null | undefined): Field => ({
    value: amount === undefined || amount === null ? '' : formAmount(amount, terms.currency),
    error: '',
  });
  return {
    isOn: rule?.isOn ?? true,
    includesTrigger: rule?.includesTrigger === true,
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
  {
    notice = '',
    hint = '',
    atOnce = 0,
  }: { readonly notice?: string; readonly hint?: string; readonly atOnce?: Micros } = {},
): Card =>
  autoRechargeCard({
    ...frame(speech, speech.say('rule.title'), [
      button(
        saveText(speech, found.terms, atOnce),
        'auto-recharge',
        {
          isForm: true,
          rule: ruleKey(found.wallet.rule),
          atOnce: atOnce === 0 ? '' : decimal(atOnce, found.terms.currency),
        },
        { inputs: 'auto', style: 'positive' },
      ),
      ...runButtons(speech, 'balance'),
    ]),
    notice,
    text: [speech.say('rule.text'), hint].filter(text => text !== '').join(' '),
    autoRecharge: form.isOn ? 'true' : 'false',
    includesTrigger: form.includesTrigger ? 'true' : 'false',
    rechargeWith: form.rechargeWith,
    trigger: form.trigger,
    cap: form.cap,
    labels: {
      ...ruleLabels(speech),
      includesTrigger: speech.say('rule.includesTrigger'),
      includesTriggerOn: speech.say('rule.includesTrigger.on'),
    },
    whyTitle: speech.say('rule.why'),
    why: whyText(speech, found.wallet.memory.lastReason, found.terms.currency),
  });

/** What saving charges at once is on the button too (L8). */
function saveText(speech: Speech, { currency, mode }: Terms, atOnce: Micros): string {
  if (atOnce === 0 || mode === 'mirror') return speech.say('button.save');
  return speech.say('rule.saveAtOnce', { amount: speech.money(atOnce, currency) });
}
