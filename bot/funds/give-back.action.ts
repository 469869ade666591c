import { z } from 'zod';
import { action } from '../chat/action.ts';
import { longestReason } from '../wallets/reasons.ts';
import { askGiveBack, recordGiveBack, reviewGiveBack, type GiveBackNeeds } from './give-back.ts';

const what = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('purchase'), invoice: z.int().positive() }),
  z.object({ kind: z.enum(['reconciliation', 'return']), id: z.string().max(250) }),
]);

const asked = z.object({
  id: z.string().regex(/^(refund|charge-back|reverse)[-:][\w.:|=@+-]{1,250}$/),
  deed: z.enum(['refund', 'charge-back', 'reverse']),
  what,
  amount: z.string().max(100).default(''),
  reason: z.string().max(longestReason).default(''),
});

/** A refund, a charge-back or a reversal: asked for, reviewed, recorded. */
export const giveBack = action(
  'give-back',
  'money',
  z.discriminatedUnion('step', [
    asked.extend({ step: z.literal('ask') }),
    asked.extend({ step: z.literal('review') }),
    asked.extend({ step: z.literal('record'), micros: z.int().nonnegative() }),
  ]),
  (needs: GiveBackNeeds, turn, data) => {
    switch (data.step) {
      case 'ask':
        return askGiveBack(needs, turn, data);
      case 'review':
        return reviewGiveBack(needs, turn, data);
      default:
        // The form takes no empty reason; what a button sends back is untrusted.
        return data.reason.trim() === '' ? reviewGiveBack(needs, turn, data) : recordGiveBack(needs, turn, data);
    }
  },
);
