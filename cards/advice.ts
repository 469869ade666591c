import json from './advice.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame, Link } from './frame.ts';

/** What stands in itself under a heading, with a line to copy; '' for none. */
export interface AdviceSection {
  readonly title: string;
  readonly text: string;
  /** Shown as it is: nothing in it is formatted. */
  readonly code: string;
}

export interface AdviceView extends Frame {
  readonly text: string;
  readonly lines: readonly { readonly text: string }[];
  readonly sections: readonly AdviceSection[];
  readonly links: readonly Link[];
}

/** How things stand, what can be done here, and what an admin does elsewhere. */
export const adviceCard = layout<AdviceView>(json);
