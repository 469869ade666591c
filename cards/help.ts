import json from './help.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';

export interface HelpView extends Frame {
  readonly text: string;
  readonly topics: readonly {
    readonly id: string;
    readonly title: string;
    /** Of its commands, shown until the topic is chosen. */
    readonly names: string;
    /** A command with what it is for, each. */
    readonly commands: readonly { readonly text: string }[];
  }[];
}

/** The commands by topic; a topic unfolds where it is chosen. */
export const helpCard = layout<HelpView>(json);
