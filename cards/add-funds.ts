import json from './add-funds.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Field, Frame } from './frame.ts';
export interface AddFundsView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly amount: Field;
  /** Whether it can be chosen how to pay. */
  readonly hasPayments: boolean;
  /** The way to pay that is chosen. */
  readonly payment: string;
  readonly payments: readonly Choice[];
  readonly labels: { readonly amount: string; readonly payment: string };
}

/** Asks for the amount of an order, and how it is paid. */
export const addFundsCard = layout<AddFundsView>(json);
