import { z } from 'zod';
import { parseAmount } from '../../core/index.ts';
import { reviewOrder } from './add-funds.command.ts';
import { withWallet } from '../tenant/with-wallet.ts';
import { outcomeOfOrder, placeOrder, type OrderOutcome } from './place-order.ts';
import { orderOutcomeView } from './order-outcome.view.ts';
import { action } from '../chat/action.ts';

const order = z.string().regex(/^order-[\w.:|=-]{1,200}$/);

/** The amount has been typed into the card: on to the review. */
export const addFundsAction = action(
  'add-funds',
  'money',
  z.object({ order, amount: z.string().max(100).default('') }),
  (turn, data) => reviewOrder(turn, { id: data.order, typed: data.amount, isAsked: true }),
);

export const placeOrderAction = action(
  'place-order',
  'money',
  z.object({ order, amount: z.string().max(40), beside: z.boolean() }),
  (turn, data) =>
    withWallet(turn, async ({ wallet, terms }) => {
      const { app, speech } = turn;
      const amount = parseAmount(data.amount, terms.currency);
      if (!amount.ok) return reviewOrder(turn, { id: data.order, typed: data.amount, isAsked: true });
      const outcome = await placeOrder(app, {
        id: data.order,
        amount: amount.value,
        method: wallet.method ?? { kind: 'admin-centre' },
        isBesideOpen: data.beside,
        by: turn.person.id ?? null,
      });
      // Somebody else ordered meanwhile: the review comes again, and says so.
      if (outcome.kind === 'refused' && outcome.refusal.kind === 'order-open') {
        return reviewOrder(turn, { id: data.order, typed: data.amount, isAsked: true });
      }
      return { card: orderOutcomeView(speech, outcome, { id: data.order, currency: terms.currency }) };
    }),
);

/** Mirror: an admin has bought at Microsoft what was ordered here; now the lot opens. */
export const confirmPurchase = action(
  'confirm-purchase',
  'money',
  z.object({ key: z.string().max(250) }),
  (turn, { key }) =>
    withWallet(turn, async ({ terms }) => {
      const { app, speech } = turn;
      const reply = (outcome: OrderOutcome) => ({
        card: orderOutcomeView(speech, outcome, { id: key, currency: terms.currency }),
      });
      if (terms.mode !== 'mirror') return reply({ kind: 'refused', refusal: { kind: 'wrong-mode', mode: terms.mode } });
      const settled = await app.wallets.execute(
        app.tenant,
        { kind: 'settle', id: `${key}/settled`, key, reference: 'confirmed' },
        turn.person.id ?? null,
      );
      if (!settled.ok) return reply({ kind: 'refused', refusal: settled.refusal });
      return reply(await outcomeOfOrder(app, key, 0));
    }),
);
