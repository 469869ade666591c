import json from './assign-credits.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Frame, Link } from './frame.ts';
import type { ChoiceId } from './verbs.ts';

export interface AssignCreditsView extends Frame {
  readonly text: string;
  readonly lines: readonly { readonly text: string }[];
  readonly links: readonly Link[];
  /** One for each name that several people have. */
  readonly choices: readonly {
    readonly id: ChoiceId;
    readonly label: string;
    readonly options: readonly Choice[];
  }[];
  /** The dataset from which people are searched by typing; '' where they were named. */
  readonly search: string;
  /** Those among whom a client that cannot search chooses. */
  readonly known: readonly Choice[];
  readonly labels: { readonly search: string };
}

/** Asks before the credits license is assigned: to whom, with a choice where several people share a name. */
export const assignCreditsCard = layout<AssignCreditsView>(json);
