import json from './assign-credits.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Frame, Link } from './frame.ts';

/** The fields in which people of one name are chosen; more names than this are to be typed as addresses. */
export const choiceIds = ['people0', 'people1', 'people2', 'people3', 'people4'] as const;

export interface AssignCreditsView extends Frame {
  readonly text: string;
  readonly lines: readonly { readonly text: string }[];
  readonly links: readonly Link[];
  /** One for each name that several people have. */
  readonly choices: readonly {
    readonly id: (typeof choiceIds)[number];
    readonly label: string;
    readonly options: readonly Choice[];
  }[];
}

/** Who is to be given the credits licence, before it is given; where a name is several people's, with a choice. */
export const assignCreditsCard = layout<AssignCreditsView>(json);
