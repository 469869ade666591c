import json from './statement.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Frame } from './frame.ts';

export interface StatementView extends Frame {
  /** Which days, and whether it is final. */
  readonly text: string;
  readonly lines: readonly { readonly name: string; readonly amount: string; readonly weight: 'Default' | 'Bolder' }[];
  readonly invoices: readonly { readonly text: string }[];
}

/** One month: opening, what came and went, closing. */
export const statementCard = layout<StatementView>(json);
