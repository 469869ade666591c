import json from './setup-existing.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Field, SetupFrame } from './frame.ts';
import type { TermsFields, TermsLabels } from './setup-terms.ts';

export interface SetupExistingView extends SetupFrame, TermsFields {
  readonly text: string;
  /** True in a currency in which Microsoft's minimum order is not known. */
  readonly isMinimumAsked: boolean;
  readonly minimum: Field;
  readonly balance: Field;
  readonly purchases: Pick<Field, 'value'>;
  /** What is wrong with single lines, each with its number. */
  readonly purchaseErrors: readonly { readonly text: string }[];
  readonly labels: TermsLabels &
    Readonly<Record<'balance' | 'minimum' | 'notAnAmount' | 'purchases' | 'purchasesExample', string>>;
}

/** Set-up, S2 for an organization that has credits already: what is left, and what was bought. */
export const setupExistingCard = layout<SetupExistingView>(json);
