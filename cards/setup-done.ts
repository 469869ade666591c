import json from './setup-done.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Link, SetupFrame } from './frame.ts';
import type { Button } from './verbs.ts';

export interface SetupDoneView extends SetupFrame {
  /** What comes before the links; `buttons` comes after them. */
  readonly first: readonly Button[];
  readonly links: readonly (Link & Pick<Button, 'style'>)[];
  readonly facts: readonly Fact[];
  /** What is still to be known or done. */
  readonly lines: readonly { readonly text: string }[];
}

/** Set-up is done: a summary of what is in effect. */
export const setupDoneCard = layout<SetupDoneView>(json);
