import json from './help.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';

export interface HelpView extends Frame {
  readonly notice: string;
  readonly text: string;
  /** A command with what it is for, each. */
  readonly commands: readonly { readonly text: string }[];
}

/** The commands, and for an unknown text the nearest one. */
export const helpCard = layout<HelpView>(json);
