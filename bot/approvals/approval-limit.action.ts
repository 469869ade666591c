import { z } from 'zod';
import { action } from '../chat/action.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import type { AnotherNeeds } from './another-approver.ts';
import { askLimit, setLimit } from './set-limit.ts';
import type { ShowApprovalNeeds } from './show-approval.ts';

/** The limit's form: opened without an amount, saved with one, or turned off. */
export const approvalLimitAction = action(
  'approval-limit',
  'money',
  z.object({ turnsOff: z.boolean().default(false), limit: z.string().max(100).optional() }),
  (needs: WalletNeeds & ShowApprovalNeeds & AnotherNeeds, turn, { turnsOff, limit }) =>
    withAnyWallet(needs, turn, found => {
      if (turnsOff) return setLimit(needs, turn, found, 'off');
      return limit === undefined ? askLimit(needs, turn, found) : setLimit(needs, turn, found, limit);
    }),
);
