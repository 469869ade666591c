import json from './payment-methods.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Field, Frame } from './frame.ts';

/** A way to pay that is chosen, of some. */
interface ChosenWay extends Field {
  readonly label: string;
  readonly choices: readonly Choice[];
}

export interface PaymentMethodsView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly payment: ChosenWay;
  /** Whether a second one can be chosen. */
  readonly hasBackup: boolean;
  readonly backup: ChosenWay;
}

/** How orders and automatic recharges are paid, and what is tried where that is declined. */
export const paymentMethodsCard = layout<PaymentMethodsView>(json);
