import json from './forecast.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Frame } from './frame.ts';

export interface ForecastView extends Frame {
  readonly headline: string;
  readonly color: 'Default' | 'Warning' | 'Attention';
  /** How early and how late; '' where nothing runs out. */
  readonly text: string;
  /** Says that there is little to go by; '' where there is enough. */
  readonly little: string;
  readonly facts: readonly Fact[];
  readonly expiringTitle: string;
  readonly expiring: readonly { readonly text: string }[];
  readonly rules: readonly {
    readonly title: string;
    readonly text: string;
    /** What it would have charged; '' where that cannot be said. */
    readonly run: string;
  }[];
  readonly note: string;
}

/** When the credits run out, what expires unused, and what rules would have charged. */
export const forecastCard = layout<ForecastView>(json);
