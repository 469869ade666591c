import json from './setup-existing-review.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, SetupFrame } from './frame.ts';

export interface SetupExistingReviewView extends SetupFrame {
  readonly facts: readonly Fact[];
  readonly lotsTitle: string;
  /** What is left of each purchase. */
  readonly lots: readonly {
    readonly bought: string;
    readonly about: string;
    readonly left: string;
    readonly amount: string;
  }[];
  /** How many are not listed; '' where all are. */
  readonly more: string;
  readonly assumed: string;
}

/** Set-up, S2: credits that there are already, before they are recorded. */
export const setupExistingReviewCard = layout<SetupExistingReviewView>(json);
