import json from './setup-postpaid.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Choice, Field, Link, SetupFrame } from './frame.ts';
export interface SetupPostpaidView extends SetupFrame {
  readonly text: string;
  readonly warning: string;
  readonly currency: Field;
  /** The likely ones; any other is found by typing. */
  readonly currencies: readonly Choice[];
  readonly budget: Field;
  readonly labels: Readonly<Record<'currency' | 'search' | 'budget' | 'noCurrency' | 'notAnAmount', string>>;
  readonly links: readonly Link[];
}

/** Set-up, S0 for a tenant that pays after use: why there is no pool, the warning, a budget. */
export const setupPostpaidCard = layout<SetupPostpaidView>(json);
