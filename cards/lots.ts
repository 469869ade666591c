import json from './lots.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';
export interface LotsView extends Frame {
  readonly text: string;
  readonly headings: {
    readonly bought: string;
    readonly expires: string;
    readonly amount: string;
    readonly rest: string;
  };
  readonly lots: readonly {
    readonly bought: string;
    readonly expires: string;
    readonly amount: string;
    readonly rest: string;
  }[];
  readonly more: string;
}

/** The lots, in the order in which they are drawn. */
export const lotsCard = layout<LotsView>(json);
