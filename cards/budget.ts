import json from './budget.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';
import type { Button } from './verbs.ts';

/** How full something is: two numbers whose sum is 100. Clients that draw no bars of progress draw two columns. */
export interface Bar {
  readonly filled: number;
  readonly rest: number;
  /** What a color says, words say too. */
  readonly color: 'Accent' | 'Warning' | 'Attention';
}

export interface BudgetView extends Frame {
  readonly notice: string;
  /** How it stands, in a few words; '' for a list. */
  readonly headline: string;
  readonly bar: Bar | null;
  readonly texts: readonly { readonly text: string }[];
  readonly facts: readonly Fact[];
  readonly linesTitle: string;
  /** Budgets, or the months of one; those that open something show what in a color. */
  readonly lines: readonly {
    readonly name: string;
    readonly value: string;
    readonly bar: Bar | null;
    readonly about: string;
    /** The same where something is amiss; '' for nothing. */
    readonly warning: string;
    readonly opens: Button | null;
  }[];
  /** In small print. */
  readonly footnotes: readonly { readonly text: string }[];
}

/** What is spent of a budget, or of each of several. */
export const budgetCard = layout<BudgetView>(json);
