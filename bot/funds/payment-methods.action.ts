import { z } from 'zod';
import { action } from '../chat/action.ts';
import { withWallet } from '../tenant/with-wallet.ts';
import { saveMethods, type PaymentMethodsNeeds } from './payment-methods.ts';
import { noBackup } from './payment-methods.view.ts';

const key = z.string().max(200);

/** Saves how orders and automatic recharges are paid, or gives the form back with what is wrong beside the fields. */
export const paymentMethodsAction = action(
  'payment-methods',
  'money',
  z.object({
    was: z.object({ payment: key, backup: key }),
    payment: key.default(''),
    // Absent in mirror, where there is none.
    backup: key.default(noBackup),
    atOnce: z.string().max(40).default(''),
  }),
  (needs: PaymentMethodsNeeds, turn, { was, payment, backup, atOnce }) =>
    withWallet(needs, turn, found =>
      saveMethods(needs, turn, found, { was, chosen: { payment, backup }, agreed: atOnce }),
    ),
);
