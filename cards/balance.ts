import json from './balance.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';
export interface BalanceView extends Frame {
  readonly amount: string;
  readonly color: 'Good' | 'Warning' | 'Attention';
  readonly asOf: string;
  readonly facts: readonly Fact[];
  readonly chart: LineChart;
}

export interface LineChart {
  readonly title: string;
  readonly unit: string;
  /** The picture in words, for a screen reader and for clients that draw no charts. */
  readonly text: string;
  readonly values: readonly { readonly x: string; readonly y: number }[];
}

/** What is left, what is owed, what expires next, auto-recharge, and the balance over time. */
export const balanceCard = layout<BalanceView>(json);
