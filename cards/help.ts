import json from './help.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';
export interface HelpView extends Frame {
  readonly notice: string;
  readonly text: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
}

/** The commands, and for an unknown text the nearest one. */
export const helpCard = layout<HelpView>(json);
