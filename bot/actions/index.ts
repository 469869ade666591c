import { acknowledge } from './acknowledge.ts';
import type { Action } from './action.ts';
import { addFundsAction, confirmPurchase, placeOrderAction } from './add-funds.ts';
import { assignCredits, stopAssigning } from './assign-credits.ts';
import { autoRechargeAction } from './auto-recharge.ts';
import { setupActions } from './setup.ts';

/** Every button's verb but `run`, which types a command for the person who presses it (bot/dispatch.ts). */
export const actions: readonly Action[] = [
  ...setupActions,
  addFundsAction,
  placeOrderAction,
  confirmPurchase,
  autoRechargeAction,
  assignCredits,
  stopAssigning,
  acknowledge,
];
