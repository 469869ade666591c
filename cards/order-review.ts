import json from './order-review.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';
export interface OrderReviewView extends Frame {
  readonly notice: string;
  readonly facts: readonly Fact[];
  readonly terms: string;
}

/** An order before it is placed. */
export const orderReviewCard = layout<OrderReviewView>(json);
