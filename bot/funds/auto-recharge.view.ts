import { decimal, formAmount, ruleKey, type Micros, type Terms, type Wallet } from '../../core/index.ts';
import { autoRechargeCard } from '../../cards/auto-recharge.ts';
import type { Card } from '../../cards/card.ts';
import type { Fact, Field } from '../../cards/frame.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import { methodText, whyText } from '../chat/money-words.view.ts';
import type { LabeledMethod } from './labeled-method.ts';

export interface RuleForm {
  readonly isOn: boolean;
  readonly includesTrigger: boolean;
  readonly rechargeWith: Field;
  readonly trigger: Field;
  readonly cap: Field;
  /** The balance to fill up to; '' where amounts are added. */
  readonly upTo: Field;
}

/** How automatic charges are paid, and what is tried where that is declined. */
export interface PayingFacts {
  readonly payment: LabeledMethod | undefined;
  readonly backup: LabeledMethod | undefined;
  /** Whether there is another way to choose. */
  readonly isChoice: boolean;
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
    upTo: field(rule?.upTo),
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
  found: { readonly wallet: Wallet; readonly terms: Terms; readonly paying: PayingFacts },
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
          hasTarget: hasTarget(found.terms),
          rule: ruleKey(found.wallet.rule),
          atOnce: atOnce === 0 ? '' : decimal(atOnce, found.terms.currency),
        },
        { inputs: 'auto', style: 'positive' },
      ),
      ...(found.paying.isChoice
        ? [button(speech.say('button.changePayment'), 'run', { text: 'auto-recharge payment' })]
        : []),
      ...runButtons(speech, 'balance'),
    ]),
    notice,
    text: joined(speech, speech.say('rule.text'), hint),
    autoRecharge: form.isOn ? 'true' : 'false',
    includesTrigger: form.includesTrigger ? 'true' : 'false',
    rechargeWith: form.rechargeWith,
    trigger: form.trigger,
    cap: form.cap,
    hasTarget: hasTarget(found.terms),
    upTo: form.upTo,
    facts: payingFacts(speech, found),
    labels: {
      ...ruleLabels(speech),
      includesTrigger: speech.say('rule.includesTrigger'),
      includesTriggerOn: speech.say('rule.includesTrigger.on'),
      upTo: speech.say('rule.upTo'),
      upToMore: speech.say('rule.upTo.more'),
    },
    whyTitle: speech.say('rule.why'),
    why: whyText(speech, found.wallet.memory.lastReason, found.terms.currency),
  });

/** Whether a rule can fill up to a balance: Microsoft's own adds its amount. */
export const hasTarget = ({ mode }: Pick<Terms, 'mode'>): boolean => mode !== 'mirror';

/** How automatic charges are paid; in mirror that is Microsoft's to know. */
function payingFacts(
  speech: Speech,
  { terms, paying: { payment, backup } }: { readonly terms: Terms; readonly paying: PayingFacts },
): readonly Fact[] {
  if (terms.mode === 'mirror' || payment === undefined) return [];
  return [
    { title: speech.say('payment.first'), value: methodText(speech, payment) },
    {
      title: speech.say('payment.backup'),
      value: backup === undefined ? speech.say('payment.none') : methodText(speech, backup),
    },
  ];
}

/** What saving charges at once is on the button too (L8). */
function saveText(speech: Speech, { currency, mode }: Terms, atOnce: Micros): string {
  if (atOnce === 0 || mode === 'mirror') return speech.say('button.save');
  return speech.say('rule.saveAtOnce', { amount: speech.money(atOnce, currency) });
}
