import { z } from 'zod';
import { checkRule, ruleKey, type Micros } from '../../core/index.ts';
import { cut } from '../../cards/escape.ts';
import { action } from '../chat/action.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { autoRechargeView, ruleForm } from './auto-recharge.view.ts';
import { saveRule } from './save-rule.ts';

const typed = z.string().max(100).default('');

/** Saves the rule, or gives the form back with the person's values and what is wrong beside them. */
export const autoRechargeAction = action(
  'auto-recharge',
  'money',
  z.object({
    autoRecharge: z.enum(['true', 'false']).default('false'),
    rechargeWith: typed,
    trigger: typed,
    cap: typed,
    // Absent on cards of earlier versions: it stays as it is.
    includesTrigger: z.enum(['true', 'false']).exactOptional(),
    // Absent on cards of earlier versions.
    rule: z.string().max(300).default(''),
    atOnce: typed,
  }),
  (needs: WalletNeeds & ShowApprovalNeeds, turn, form) =>
    withWallet(needs, turn, found => {
      const { speech } = turn;
      const { currency, minimum } = found.terms;
      const before = found.wallet.rule;
      // A form of another rule than the present one would bring that one back: the present one is shown (L8).
      if (form.rule !== ruleKey(before))
        return {
          card: autoRechargeView(speech, found, ruleForm(found.wallet, found.terms), {
            notice: speech.say('rule.changed'),
          }),
        };
      const errors = { rechargeWith: '', trigger: '', cap: '' };
      const amount = (name: keyof typeof errors): Micros => {
        const parsed = typedAmount(turn, form[name], currency);
        if (parsed.ok) return parsed.value;
        errors[name] = amountText(speech, parsed.refusal, form[name], currency);
        return 0;
      };
      const { includesTrigger: was, ...kept } = before ?? {};
      const includesTrigger = form.includesTrigger === undefined ? was === true : form.includesTrigger === 'true';
      const rule = {
        ...kept,
        ...(includesTrigger && { includesTrigger }),
        isOn: form.autoRecharge === 'true',
        rechargeWith: amount('rechargeWith'),
        trigger: amount('trigger'),
        monthlyCap: form.cap.trim() === '' ? null : amount('cap'),
      };
      if (Object.values(errors).every(error => error === '')) {
        const checked = checkRule(rule, minimum);
        if (checked.ok) return saveRule(needs, turn, found, { rule: checked.value, agreed: form.atOnce });
        const field = {
          'below-minimum': 'rechargeWith',
          'trigger-not-positive': 'trigger',
          'target-not-above-trigger': 'trigger',
          'cap-below-recharge': 'cap',
        } as const;
        errors[field[checked.refusal.kind]] = refusalText(speech, checked.refusal, currency);
      }
      const field = (name: keyof typeof errors) => ({ value: cut(form[name]), error: errors[name] });
      return {
        card: autoRechargeView(speech, found, {
          ...{ isOn: rule.isOn, includesTrigger },
          rechargeWith: field('rechargeWith'),
          trigger: field('trigger'),
          cap: field('cap'),
        }),
      };
    }),
);
