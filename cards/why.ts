import json from './why.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';

export interface WhyView extends Frame {
  readonly text: string;
  readonly color: 'Default' | 'Attention';
  /** The balance against the threshold; '' without a rule. */
  readonly numbers: string;
  readonly facts: readonly Fact[];
  readonly decisionsTitle: string;
  readonly decisions: readonly { readonly text: string }[];
}

/** Why auto-recharge did or did not order, with its numbers, and what it decided before. */
export const whyCard = layout<WhyView>(json);
