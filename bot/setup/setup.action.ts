import { z } from 'zod';
import { isCurrency, parseAmount } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Draft } from './drafts.ts';
import { importCalls } from '../usage/import-log.ts';
import { advance, openPostpaid, placeReviewed, present, submitOrder, withDraft } from './setup.ts';
import { amountText, notice, refusalCard } from '../chat/refusal.view.ts';
import { setupPostpaidView } from './steps.view.ts';
import { action, type Action } from '../chat/action.ts';
import { setupAssign, setupLocate, setupStop } from './people.action.ts';

const version = z.int().positive();
// An empty input is absent from what the client sends (BOT §2.5).
const typed = z.string().max(100).default('');

/** S0: prepaid goes on, postpaid is told why there is no pool. */
export const setupBilling = action(
  'setup-billing',
  'money',
  z.object({ version, billing: z.enum(['prepaid', 'postpaid']) }),
  async (turn, data) => ({
    card: await withDraft(turn, data.version, draft =>
      advance(turn, draft, { step: data.billing === 'prepaid' ? 'licences' : 'postpaid' }),
    ),
  }),
);

const steps = z.enum(['billing', 'licences', 'order', 'credits', 'done']);

/** Back and Continue: only to a step that may follow or precede the present one. */
export const setupGo = action('setup-go', 'setup', z.object({ version, step: steps }), async (turn, data) => ({
  card: await withDraft(turn, data.version, draft =>
    isNextTo(draft, data.step) ? advance(turn, draft, leadingTo(draft, data.step)) : present(turn, draft),
  ),
}));

const neighbours: Record<Draft['step'], readonly z.infer<typeof steps>[]> = {
  billing: [],
  postpaid: ['billing'],
  licences: ['billing', 'order'],
  order: ['licences'],
  review: ['order'],
  credits: ['done'],
  done: ['licences', 'credits'],
};

/** Set-up taken up again after it was done leads to an order of its own, not to the one that was placed. */
const leadingTo = (draft: Draft, step: z.infer<typeof steps>): Partial<Draft> =>
  draft.step === 'done' ? { step, attempt: draft.attempt + 1 } : { step };

const isNextTo = (draft: Draft, step: z.infer<typeof steps>): boolean => neighbours[draft.step].includes(step);

/** S2: the form; comes back with the person's values and the errors beside the fields (SPEC §9). */
export const setupOrder = action(
  'setup-order',
  'money',
  z.object({
    version,
    currency: typed,
    timeZone: typed,
    addFunds: typed,
    autoRecharge: z.enum(['true', 'false']).default('false'),
    rechargeWith: typed,
    trigger: typed,
    payment: typed,
    purchaseOrder: typed,
  }),
  async (turn, { version: drawnFor, ...form }) => ({
    card: await withDraft(turn, drawnFor, draft =>
      draft.step === 'order' ? submitOrder(turn, draft, form) : present(turn, draft),
    ),
  }),
);

export const setupPlace = action('setup-place', 'money', z.object({ version }), async (turn, data) => ({
  card: await withDraft(turn, data.version, draft =>
    draft.step === 'review' ? placeReviewed(turn, draft) : present(turn, draft),
  ),
}));

/** S0 for those who pay after use: a monthly budget instead of a pool. */
export const setupBudget = action(
  'setup-budget',
  'money',
  z.object({ version, currency: typed, budget: typed }),
  async (turn, data) => ({
    card: await withDraft(turn, data.version, async draft => {
      const { app, speech } = turn;
      if (draft.step !== 'postpaid') return present(turn, draft);
      const currency = data.currency.trim().toUpperCase();
      const isKnown = isCurrency(currency);
      const amount = parseAmount(data.budget, isKnown ? currency : 'USD');
      if (!isKnown || !amount.ok) {
        return setupPostpaidView(
          speech,
          draft,
          {
            currency: {
              value: data.currency,
              error: isKnown ? '' : speech.say('refuse.currency', { text: escape(data.currency.slice(0, 40)) }),
            },
            budget: {
              value: data.budget,
              error: amount.ok ? '' : amountText(speech, amount.refusal, data.budget, isKnown ? currency : 'USD'),
            },
          },
          '',
        );
      }
      const opened = await openPostpaid(turn, currency);
      if (!opened.ok && opened.refusal.kind === 'currency-mismatch') {
        const error = speech.say('setup.postpaid.currencyFixed', { currency: opened.refusal.expected });
        const form = { currency: { value: data.currency, error }, budget: { value: data.budget, error: '' } };
        return setupPostpaidView(speech, draft, form, '');
      }
      if (!opened.ok) return refusalCard(speech, opened.refusal, currency);
      await app.settings.change(app.tenant, { billing: 'postpaid', budget: { amount: amount.value, currency } });
      app.background('first import', () => importCalls(app, turn.person.id ?? null));
      await app.drafts.restart(app.tenant, turn.id);
      return notice(speech, speech.say('setup.postpaid.title'), [
        speech.say('setup.postpaid.done', { budget: speech.money(amount.value, currency) }),
        speech.say('setup.postpaid.warning'),
      ]);
    }),
  }),
);

export const setupActions: readonly Action[] = [
  setupBilling,
  setupGo,
  setupAssign,
  setupStop,
  setupLocate,
  setupOrder,
  setupPlace,
  setupBudget,
];
