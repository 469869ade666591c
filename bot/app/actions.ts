import { acknowledge } from '../alerts/acknowledge.action.ts';
import type { Action } from '../chat/action.ts';
import { addFundsAction, confirmPurchase, placeOrderAction } from '../funds/place-order.action.ts';
import { assignCredits, stopAssigning } from '../licenses/assign-credits.action.ts';
import { autoRechargeAction } from '../funds/auto-recharge.action.ts';
import { setupActions } from '../setup/setup.action.ts';

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
