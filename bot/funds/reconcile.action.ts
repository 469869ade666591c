import { z } from 'zod';
import { action } from '../chat/action.ts';
import { withWallet } from '../tenant/with-wallet.ts';
import {
  askReconcile,
  recordReconcile,
  reviewReconcile,
  showReconciliationOf,
  type ReconcileNeeds,
} from './reconcile.ts';

const asked = z.object({
  id: z.string().regex(/^reconcile-[\w.:|=-]{1,200}$/),
  amount: z.string().max(100).default(''),
  day: z.string().max(40).default(''),
});

/** 9999-12-31: nothing is dated later. */
const latestInstant = 253_402_214_400_000;

/** What the admin center showed: asked for, reviewed, recorded. */
export const reconcileAction = action(
  'reconcile',
  'money',
  z.discriminatedUnion('step', [
    asked.extend({ step: z.literal('ask') }),
    asked.extend({ step: z.literal('review') }),
    asked.extend({
      step: z.literal('record'),
      micros: z.int().nonnegative(),
      at: z.int().nonnegative().max(latestInstant),
    }),
  ]),
  (needs: ReconcileNeeds, turn, data) => {
    switch (data.step) {
      case 'ask':
        return askReconcile(needs, turn, data);
      case 'review':
        return reviewReconcile(needs, turn, data);
      default:
        return recordReconcile(needs, turn, data);
    }
  },
);

/** One reconciliation as it is worked out now. */
export const showReconciliation = action(
  'show-reconciliation',
  'look',
  z.object({ id: z.string().max(250) }),
  (needs: ReconcileNeeds, turn, { id }) =>
    withWallet(needs, turn, found => showReconciliationOf(needs, turn, id, found)),
);
