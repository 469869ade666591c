import json from './add-funds.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Field, Frame } from './frame.ts';
export interface AddFundsView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly amount: Field;
  readonly labels: { readonly amount: string };
}

/** Asks for the amount of an order. */
export const addFundsCard = layout<AddFundsView>(json);
