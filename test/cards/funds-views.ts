import { addFundsCard } from '../../cards/add-funds.ts';
import { autoRechargeCard } from '../../cards/auto-recharge.ts';
import type { Frame } from '../../cards/frame.ts';
import { paymentMethodsCard } from '../../cards/payment-methods.ts';
import { button } from '../../cards/verbs.ts';
import { bare, empty, full, many, view, wrong, written, type Filled, type Texts } from './filling.ts';

/** The frame of a form. */
export const asked = (texts: Texts): Frame => ({
  ...full(texts),
  buttons: [
    button(
      texts.label,
      'auto-recharge',
      { isForm: true, rule: 'none', atOnce: '0', hasTarget: true },
      { inputs: 'auto', style: 'positive' },
    ),
  ],
});

const ruleLabels = ({ label, text }: Texts) => ({
  ...{ autoRecharge: label, autoRechargeOn: label, rechargeWith: label, trigger: label, cap: label },
  ...{ includesTrigger: label, includesTriggerOn: label, upTo: label, upToMore: text },
});

const ways = (count: number, { label }: Texts) =>
  many(count, index => ({ title: `${label} · ${written}`, value: `card:${index}` }));

/** The layouts of money. */
export const fundsViews: Readonly<Record<string, Filled>> = {
  'add-funds': view(
    addFundsCard,
    texts => ({
      ...asked(texts),
      ...{ notice: texts.text, text: texts.text, amount: wrong(texts) },
      ...{ hasPayments: true, payment: 'card:1', payments: ways(24, texts) },
      labels: { amount: texts.label, payment: texts.label },
    }),
    texts => ({
      ...bare(texts),
      ...{ notice: '', text: texts.label, amount: empty },
      ...{ hasPayments: false, payment: '', payments: [] },
      labels: { amount: texts.label, payment: texts.label },
    }),
  ),
  'auto-recharge': view(
    autoRechargeCard,
    texts => ({
      ...asked(texts),
      ...{ notice: texts.text, text: texts.text },
      ...{ autoRecharge: 'true' as const, includesTrigger: 'false' as const, hasTarget: true },
      ...{ rechargeWith: wrong(texts), trigger: wrong(texts), cap: wrong(texts), upTo: wrong(texts) },
      facts: many(2, () => ({ title: texts.label, value: written })),
      labels: ruleLabels(texts),
      whyTitle: texts.label,
      why: texts.text,
    }),
    texts => ({
      ...bare(texts),
      ...{ notice: '', text: texts.text },
      ...{ autoRecharge: 'false' as const, includesTrigger: 'true' as const, hasTarget: false },
      ...{ rechargeWith: empty, trigger: empty, cap: empty, upTo: empty },
      facts: [],
      labels: ruleLabels(texts),
      whyTitle: texts.label,
      why: texts.text,
    }),
  ),
  'payment-methods': view(
    paymentMethodsCard,
    texts => ({
      ...asked(texts),
      ...{ notice: texts.text, text: texts.text },
      payment: { ...wrong(texts), value: 'card:1', label: texts.label, choices: ways(24, texts) },
      hasBackup: true,
      backup: { ...wrong(texts), value: 'card:1', label: texts.label, choices: ways(25, texts) },
    }),
    texts => ({
      ...bare(texts),
      ...{ notice: '', text: texts.text },
      payment: { ...empty, label: texts.label, choices: [] },
      hasBackup: false,
      backup: { ...empty, label: texts.label, choices: [] },
    }),
  ),
};
