import json from './history.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';

export interface HistoryView extends Frame {
  readonly text: string;
  readonly entries: readonly { readonly at: string; readonly text: string }[];
}

/** A page of what was recorded. */
export const historyCard = layout<HistoryView>(json);
