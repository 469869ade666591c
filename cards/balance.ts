import json from './balance.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';
export interface BalanceView extends Frame {
  readonly amount: string;
  readonly color: 'Default' | 'Warning' | 'Attention';
  readonly asOf: string;
  /** What has to be mended first, such as a paused rule; '' for nothing. */
  readonly problem: string;
  readonly facts: readonly Fact[];
  readonly chart: LineChart;
}

export interface LineChart {
  readonly title: string;
  readonly unit: string;
  /** The picture in words, for a screen reader and for clients that draw no charts; '' where there is no chart. */
  readonly text: string;
  readonly lines: readonly {
    readonly legend: string;
    readonly color: 'categoricalBlue' | 'warning';
    readonly values: readonly { readonly x: string; readonly y: number }[];
  }[];
}

/** What is left and how long it lasts, what is owed and expires next, auto-recharge, and the balance over time. */
export const balanceCard = layout<BalanceView>(json);
