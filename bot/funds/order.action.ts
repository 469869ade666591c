import { z } from 'zod';
import { unreachable } from '../../core/index.ts';
import { matterHere, type MatterHereNeeds } from '../alerts/matter-here.ts';
import { action } from '../chat/action.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { showOrder, recordSaid, withOrder, type AnsweringNeeds, type AskedOrder } from './asked-order.ts';
import { askWhatWasBought, confirmAsOrdered, confirmReviewed, confirmTyped, linkPurchase } from './confirm-order.ts';
import { endForm, longestReference } from './confirm-order.view.ts';
import { declinedId } from '../wallets/outcome-ids.ts';

const payment = z.string().max(250);

const typed = z.object({
  amount: z.string().max(100).default(''),
  day: z.string().max(40).default(''),
  reference: z.string().max(longestReference).default(''),
});

/** 9999-12-31: nothing is dated later. */
const latestInstant = 253_402_214_400_000;

const confirming = z.discriminatedUnion('step', [
  z.object({ payment, step: z.literal('ask'), typed: typed.optional() }),
  z.object({ payment, step: z.literal('expected') }),
  z.object({ payment, step: z.literal('review'), ...typed.shape }),
  z.object({
    ...{ payment, step: z.literal('record'), micros: z.int().nonnegative() },
    ...{ at: z.int().nonnegative().max(latestInstant), reference: z.string().max(longestReference) },
    seen: z.array(z.int().nonnegative()).max(1000),
  }),
  z.object({ payment, step: z.literal('link'), invoice: z.int().nonnegative() }),
]);

type Confirming = z.output<typeof confirming>;

/** An order, as it is now. */
export const showOrderAction = action(
  'show-order',
  'look',
  z.object({ payment }),
  (needs: AnsweringNeeds, turn, data) =>
    withOrder(needs, turn, data.payment, { mayBe: () => true, run: asked => showOrder(asked, '') }),
);

/** What was really bought for an order: asked, looked at once more where there is doubt, recorded; or a purchase that is recorded already. */
export const confirmPurchase = action(
  'confirm-purchase',
  'money',
  // A button of an earlier version has the payment's key alone.
  confirming.or(
    z.object({ key: payment }).transform(({ key }) => ({ payment: key, step: 'ask' as const, typed: undefined })),
  ),
  (needs: AnsweringNeeds, turn, data) =>
    withOrder(needs, turn, data.payment, {
      mayBe: ({ mayBeConfirmed }) => mayBeConfirmed,
      run: asked => confirmed(asked, data),
    }),
);

function confirmed(asked: AskedOrder, data: Confirming): Promise<Reply> {
  switch (data.step) {
    case 'ask':
      return askWhatWasBought(asked, data.typed);
    case 'expected':
      return confirmAsOrdered(asked);
    case 'review':
      return confirmTyped(asked, data);
    case 'record':
      return confirmReviewed(asked, { amount: data.micros, boughtAt: data.at, reference: data.reference }, data.seen);
    case 'link':
      return linkPurchase(asked, data.invoice);
    default:
      return unreachable(data);
  }
}

/** It was not bought, did not come, or was not charged: asked once. */
export const endOrderAction = action(
  'end-order',
  'money',
  z.object({ payment, step: z.enum(['ask', 'record']) }),
  (needs: AnsweringNeeds, turn, data) =>
    withOrder(needs, turn, data.payment, {
      mayBe: ({ mayBeEnded }) => mayBeEnded,
      run: asked => (data.step === 'ask' ? askToEnd(asked) : endOrder(asked)),
    }),
);

const askToEnd = ({ turn, order, found }: AskedOrder): Promise<Reply> =>
  Promise.resolve({ card: endForm(turn.speech, order, found.terms) });

function endOrder(asked: AskedOrder): Promise<Reply> {
  const { order, found } = asked;
  const { payment, state } = order;
  return recordSaid(
    asked,
    state.kind === 'unknown'
      ? {
          kind: 'decline',
          id: declinedId(found.wallet, payment.key),
          key: payment.key,
          reason: 'not-charged',
          reportedBy: 'person',
        }
      : { kind: 'cancel', id: `${payment.key}/cancelled`, key: payment.key },
    () => '',
  );
}

/** The same from an alert's card, which the whole channel uses: the answer is a message of its own, and the alert stays. */
export const orderBeside = {
  ...action(
    'order-beside',
    'money',
    z.object({ payment, matter: z.string().max(200), wants: z.enum(['ask', 'expected', 'end']) }),
    async (needs: AnsweringNeeds & MatterHereNeeds, turn, data) => {
      const reply = await answered(needs, turn, data);
      const matter = await needs.matters.find(data.matter);
      return matter === undefined ? reply : { card: await matterHere(needs, turn, matter), also: reply.card };
    },
  ),
  isAnsweredBeside: true as const,
};

const answered = (
  needs: AnsweringNeeds,
  turn: Turn,
  { payment: of, wants }: { readonly payment: string; readonly wants: 'ask' | 'expected' | 'end' },
): Promise<Reply> =>
  wants === 'end'
    ? endOrderAction.run(needs, turn, { payment: of, step: 'ask' })
    : confirmPurchase.run(needs, turn, { payment: of, step: wants });
