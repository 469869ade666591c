import json from './balance.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';
export interface BalanceView extends Frame {
  readonly amount: string;
  readonly color: 'Default' | 'Warning' | 'Attention';
  readonly asOf: string;
  /** What the color says, in words: what has to be mended, or is low; '' for nothing. */
  readonly problem: string;
  readonly facts: readonly Fact[];
  readonly chart: LineChart;
}

export interface LineChart {
  readonly title: string;
  /** What the axes count. */
  readonly days: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** The picture in words, for a screen reader and for clients that draw no charts; '' where there is no chart. */
  readonly text: string;
  readonly lines: readonly {
    readonly legend: string;
    readonly color: 'categoricalBlue' | 'warning';
    readonly values: readonly { readonly x: number; readonly y: number }[];
  }[];
}

/** What is left and how long it lasts, what is owed and expires next, auto-recharge, and the balance over time. */
export const balanceCard = layout<BalanceView>(json);
