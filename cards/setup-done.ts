import json from './setup-done.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, SetupFrame } from './frame.ts';
export interface SetupDoneView extends SetupFrame {
  readonly facts: readonly Fact[];
  /** What is still to be known or done. */
  readonly lines: readonly { readonly text: string }[];
}

/** Set-up is done: a summary of what is in effect. */
export const setupDoneCard = layout<SetupDoneView>(json);
