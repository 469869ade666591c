import json from './setup-people.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Fact, SetupFrame } from './frame.ts';
export interface SetupPeopleView extends SetupFrame {
  readonly text: string;
  readonly facts: readonly Fact[];
  /** Something that keeps calls from being paid; '' for nothing. */
  readonly warning: string;
  /** How things stand, where nothing is to be done; '' otherwise. */
  readonly state: string;
  readonly results: string;
  /** A progress bar, as columns of different widths; empty when no run is under way. */
  readonly progress: readonly { readonly width: number; readonly style: 'accent' | 'emphasis' }[];
  readonly failures: readonly { readonly text: string }[];
  readonly labels: { readonly product: string; readonly people: string; readonly search: string };
  /** Products to choose among; empty where there is only one. */
  readonly products: readonly Choice[];
  readonly product: string;
  /** All from whom to choose, where they are few. */
  readonly people: readonly Choice[];
  /** The dataset from which they are searched by typing, where they are many; otherwise ''. */
  readonly search: string;
  /** Those among whom a client that cannot search chooses, and those chosen before. */
  readonly known: readonly Choice[];
  readonly chosen: string;
  /** The label of the field for a country; '' where none can be set. */
  readonly country: string;
  readonly problem: string;
}

/** Set-up, S1 and S3: who has a license, who lacks it, and the results of assigning it. */
export const setupPeopleCard = layout<SetupPeopleView>(json);
