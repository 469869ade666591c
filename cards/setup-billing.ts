import json from './setup-billing.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { SetupFrame } from './frame.ts';
export interface SetupBillingView extends SetupFrame {
  readonly choices: readonly { readonly name: string; readonly about: string }[];
  /** What the directory's subscriptions suggest about how the organization pays; '' for nothing. */
  readonly hint: string;
}

/** Set-up, S0: prepaid or postpaid. */
export const setupBillingCard = layout<SetupBillingView>(json);
