import json from './usage.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';
export interface UsageView extends Frame {
  readonly range: string;
  readonly empty: string;
  readonly facts: readonly Fact[];
  readonly chart: {
    readonly title: string;
    readonly unit: string;
    readonly values: readonly { readonly x: string; readonly y: number }[];
  };
  readonly destinations: readonly UsageLineView[];
  readonly peopleTitle: string;
  readonly people: readonly UsageLineView[];
  /** Why people are counted and not named; '' where they are named. */
  readonly note: string;
}

export interface UsageLineView {
  readonly name: string;
  readonly about: string;
  readonly cost: string;
}

/** Calls, destinations and people of a range. */
export const usageCard = layout<UsageView>(json);
