import type { SetupFrame } from '../../cards/frame.ts';
import { setupBillingCard } from '../../cards/setup-billing.ts';
import { setupDoneCard } from '../../cards/setup-done.ts';
import { setupExistingReviewCard } from '../../cards/setup-existing-review.ts';
import { setupExistingCard } from '../../cards/setup-existing.ts';
import { setupOrderCard } from '../../cards/setup-order.ts';
import { setupPeopleCard } from '../../cards/setup-people.ts';
import { setupPostpaidCard } from '../../cards/setup-postpaid.ts';
import { setupReviewCard } from '../../cards/setup-review.ts';
import { bare, empty, facts, full, links, many, view, written, wrong, type Filled, type Texts } from './filling.ts';

const fullSetup = (texts: Texts): SetupFrame => ({
  ...full(texts),
  heading: texts.label,
  notice: texts.text,
});
const bareSetup = (texts: Texts): SetupFrame => ({ ...bare(texts), heading: texts.label, notice: '' });

const termsLabels = ({ label }: Texts) => ({ change: label, currency: label, search: label, timeZone: label });
const fullTerms = (texts: Texts) => ({
  ...{ isOpen: false, termsLine: texts.text, areTermsShown: true },
  ...{ currency: wrong(texts), currencies: choices(25), timeZone: wrong(texts), timeZones: choices(25) },
});
const bareTerms = {
  ...{ isOpen: true, termsLine: '', areTermsShown: false },
  ...{ currency: empty, currencies: [], timeZone: empty, timeZones: [] },
};

const orderLabels = (texts: Texts) => ({
  ...termsLabels(texts),
  ...orderTexts(texts),
});
const orderTexts = ({ label }: Texts) => ({
  now: label,
  automatically: label,
  notAnAmount: label,
  noPayment: label,
  cap: label,
  upTo: label,
  upToMore: label,
  minimum: label,
  addFunds: label,
  autoRecharge: label,
  autoRechargeOn: label,
  rechargeWith: label,
  trigger: label,
  payment: label,
  purchaseOrder: label,
});
const existingLabels = (texts: Texts) => ({
  ...termsLabels(texts),
  balance: texts.label,
  minimum: texts.label,
  notAnAmount: texts.label,
  purchases: texts.label,
  purchasesExample: texts.label,
});
const postpaidLabels = ({ label }: Texts) => ({
  currency: label,
  search: label,
  budget: label,
  noCurrency: label,
  notAnAmount: label,
});
const choices = (count: number) => many(count, index => ({ title: written, value: `choice-${index}` }));

/** The steps of set-up, by the names of their layouts. */
export const setupViews: Readonly<Record<string, Filled>> = {
  'setup-billing': view(
    setupBillingCard,
    texts => ({
      ...fullSetup(texts),
      choices: many(2, () => ({ name: texts.label, about: texts.text })),
      hint: texts.text,
    }),
    texts => ({ ...bareSetup(texts), choices: [], hint: '' }),
  ),
  'setup-done': view(
    setupDoneCard,
    texts => ({
      ...fullSetup(texts),
      first: fullSetup(texts).buttons.slice(0, 1),
      buttons: fullSetup(texts).buttons.slice(1),
      links: links(texts).map(link => ({ ...link, style: 'default' as const })),
      facts: facts(texts),
      lines: many(2, () => ({ text: texts.text })),
    }),
    texts => ({ ...bareSetup(texts), first: [], links: [], facts: [], lines: [] }),
  ),
  'setup-order': view(
    setupOrderCard,
    texts => ({
      ...fullSetup(texts),
      suggestion: texts.text,
      ...fullTerms(texts),
      isMinimumAsked: true,
      minimum: wrong(texts),
      addFunds: wrong(texts),
      autoRecharge: 'true' as const,
      rechargeWith: wrong(texts),
      trigger: wrong(texts),
      cap: wrong(texts),
      hasTarget: true,
      upTo: wrong(texts),
      payment: wrong(texts),
      payments: choices(6),
      hasAgreements: true,
      purchaseOrder: wrong(texts),
      labels: orderLabels(texts),
    }),
    texts => ({
      ...bareSetup(texts),
      suggestion: texts.text,
      ...bareTerms,
      isMinimumAsked: false,
      minimum: empty,
      addFunds: empty,
      autoRecharge: 'false' as const,
      rechargeWith: empty,
      trigger: empty,
      cap: empty,
      hasTarget: false,
      upTo: empty,
      payment: empty,
      payments: [],
      hasAgreements: false,
      purchaseOrder: empty,
      labels: orderLabels(texts),
    }),
  ),
  'setup-existing': view(
    setupExistingCard,
    texts => ({
      ...fullSetup(texts),
      ...fullTerms(texts),
      text: texts.text,
      isMinimumAsked: true,
      minimum: wrong(texts),
      balance: wrong(texts),
      purchases: { value: many(200, () => '2026-03-01 1,250.50 INV-7').join('\n') },
      purchaseErrors: many(6, () => ({ text: texts.text })),
      labels: existingLabels(texts),
    }),
    texts => ({
      ...bareSetup(texts),
      ...bareTerms,
      text: texts.text,
      isMinimumAsked: false,
      minimum: empty,
      balance: empty,
      purchases: empty,
      purchaseErrors: [],
      labels: existingLabels(texts),
    }),
  ),
  'setup-existing-review': view(
    setupExistingReviewCard,
    texts => ({
      ...fullSetup(texts),
      facts: facts(texts),
      lotsTitle: texts.label,
      lots: many(12, () => ({ bought: texts.label, about: texts.label, left: '$1,250.50', amount: texts.label })),
      more: texts.label,
      assumed: texts.text,
    }),
    texts => ({ ...bareSetup(texts), facts: [], lotsTitle: texts.label, lots: [], more: '', assumed: texts.text }),
  ),
  'setup-people': view(
    setupPeopleCard,
    texts => ({
      ...fullSetup(texts),
      text: texts.text,
      facts: facts(texts),
      warning: texts.text,
      state: texts.text,
      results: texts.label,
      progress: [
        { width: 37, style: 'accent' as const },
        { width: 63, style: 'emphasis' as const },
      ],
      failures: many(10, () => ({ text: texts.label })),
      labels: { product: texts.label, people: texts.label, search: texts.label },
      products: choices(4),
      product: 'choice-0',
      people: choices(25),
      chosen: 'choice-0,choice-1',
      search: 'people-lacking-licenses',
      known: choices(30),
      country: texts.label,
      problem: texts.text,
    }),
    texts => ({
      ...bareSetup(texts),
      text: texts.text,
      facts: [],
      warning: '',
      state: '',
      results: '',
      progress: [],
      failures: [],
      labels: { product: texts.label, people: texts.label, search: texts.label },
      products: [],
      product: '',
      people: [],
      search: '',
      known: [],
      chosen: '',
      country: '',
      problem: '',
    }),
  ),
  'setup-postpaid': view(
    setupPostpaidCard,
    texts => ({
      ...fullSetup(texts),
      text: texts.text,
      warning: texts.text,
      currency: wrong(texts),
      currencies: choices(25),
      budget: wrong(texts),
      labels: postpaidLabels(texts),
      links: links(texts),
    }),
    texts => ({
      ...bareSetup(texts),
      text: texts.text,
      warning: texts.text,
      currency: empty,
      currencies: [],
      budget: empty,
      labels: postpaidLabels(texts),
      links: [],
    }),
  ),
  'setup-review': view(
    setupReviewCard,
    texts => ({ ...fullSetup(texts), facts: facts(texts), terms: texts.text }),
    texts => ({ ...bareSetup(texts), facts: [], terms: texts.text }),
  ),
};
