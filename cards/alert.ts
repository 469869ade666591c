import json from './alert.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';
export interface AlertView extends Frame {
  readonly style: 'attention' | 'warning' | 'good' | 'emphasis';
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly at: string;
  readonly acknowledged: string;
}

/** One alert, and who has acknowledged it. */
export const alertCard = layout<AlertView>(json);
