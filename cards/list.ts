import json from './list.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';
import type { Button } from './verbs.ts';

/** A line of a list; pressing it opens what it is about. */
export interface ListRow {
  readonly title: string;
  /** Below it, in small print; '' for nothing. */
  readonly about: string;
  /** The same where something has to be done; '' for nothing. */
  readonly warning: string;
  readonly value: string;
  readonly note: string;
  readonly open: Button;
}

export interface ListView extends Frame {
  readonly text: string;
  readonly rows: readonly ListRow[];
}

/** Things with an amount each, a page of them. */
export const listCard = layout<ListView>(json);
