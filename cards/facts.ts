import json from './facts.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';

export interface FactsView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly facts: readonly Fact[];
  /** In small print; '' for nothing. */
  readonly terms: string;
}

/** What is known of something, or what is about to be recorded. */
export const factsCard = layout<FactsView>(json);
