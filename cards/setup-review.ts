import json from './setup-review.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, SetupFrame } from './frame.ts';
export interface SetupReviewView extends SetupFrame {
  readonly facts: readonly Fact[];
  readonly terms: string;
}

/** Set-up, S2: the order before it is placed. */
export const setupReviewCard = layout<SetupReviewView>(json);
