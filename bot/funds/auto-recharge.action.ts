import { z } from 'zod';
import { checkRule, ruleKey, type Micros, type Rule, type RuleRefusal } from '../../core/index.ts';
import { cut } from '../../cards/escape.ts';
import { action } from '../chat/action.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { ruleForm } from './auto-recharge.view.ts';
import { ruleCard, type RuleCardNeeds } from './rule-card.ts';
import { saveRule } from './save-rule.ts';

const typed = z.string().max(100).default('');

const form = z.object({
  autoRecharge: z.enum(['true', 'false']).default('false'),
  rechargeWith: typed,
  trigger: typed,
  cap: typed,
  upTo: typed,
  // Absent on cards of earlier versions, and in mirror: then a target stays as it is.
  hasTarget: z.boolean().default(false),
  // Absent on cards of earlier versions: it stays as it is.
  includesTrigger: z.enum(['true', 'false']).exactOptional(),
  // Absent on cards of earlier versions.
  rule: z.string().max(300).default(''),
  atOnce: typed,
});
type Form = z.infer<typeof form>;

/** Saves the rule, or gives the form back with the person's values and what is wrong beside them. */
export const autoRechargeAction = action(
  'auto-recharge',
  'money',
  form,
  (needs: WalletNeeds & ShowApprovalNeeds & RuleCardNeeds, turn, sent) =>
    withWallet(needs, turn, async found => {
      const { speech } = turn;
      const before = found.wallet.rule;
      // A form of another rule than the present one would bring that one back: the present one is shown (L8).
      if (sent.rule !== ruleKey(before)) {
        const notice = speech.say('rule.changed');
        return { card: await ruleCard(needs, speech, found, ruleForm(found.wallet, found.terms), { notice }) };
      }
      const { rule, errors } = ruleIn(turn, sent, found);
      if (Object.values(errors).every(error => error === '')) {
        const checked = checkRule(rule, found.terms.minimum);
        if (checked.ok) return saveRule(needs, turn, found, { rule: checked.value, agreed: sent.atOnce });
        errors[wrongField[checked.refusal.kind]] = refusalText(speech, checked.refusal, found.terms.currency);
      }
      const field = (name: AmountField) => ({ value: cut(sent[name]), error: errors[name] });
      return {
        card: await ruleCard(needs, speech, found, {
          ...{ isOn: rule.isOn, includesTrigger: rule.includesTrigger === true },
          ...{ rechargeWith: field('rechargeWith'), trigger: field('trigger'), cap: field('cap'), upTo: field('upTo') },
        }),
      };
    }),
);

type AmountField = 'rechargeWith' | 'trigger' | 'cap' | 'upTo';

/** The field that a refused rule is wrong in. */
const wrongField = {
  'below-minimum': 'rechargeWith',
  'trigger-not-positive': 'trigger',
  'target-not-above-trigger': 'upTo',
  'cap-below-recharge': 'cap',
} as const satisfies Record<RuleRefusal['kind'], AmountField>;

/** The rule that a form says, and what is wrong with its amounts. */
function ruleIn(
  turn: Turn,
  sent: Form,
  { wallet, terms: { currency } }: OpenWallet,
): { readonly rule: Rule; readonly errors: Record<AmountField, string> } {
  const errors = { rechargeWith: '', trigger: '', cap: '', upTo: '' };
  const amount = (name: AmountField): Micros => {
    const parsed = typedAmount(turn, sent[name], currency);
    if (parsed.ok) return parsed.value;
    errors[name] = amountText(turn.speech, parsed.refusal, sent[name], currency);
    return 0;
  };
  const { includesTrigger: was, upTo: target, ...kept } = wallet.rule ?? {};
  const includesTrigger = sent.includesTrigger === undefined ? was === true : sent.includesTrigger === 'true';
  const asked = sent.upTo.trim() === '' ? undefined : amount('upTo');
  const upTo = sent.hasTarget ? asked : target;
  const rule = {
    ...kept,
    ...(includesTrigger && ({ includesTrigger } as const)),
    isOn: sent.autoRecharge === 'true',
    rechargeWith: amount('rechargeWith'),
    trigger: amount('trigger'),
    monthlyCap: sent.cap.trim() === '' ? null : amount('cap'),
    ...(upTo !== undefined && { upTo }),
  };
  return { rule, errors };
}
