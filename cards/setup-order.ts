import json from './setup-order.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { RuleFields } from './auto-recharge.ts';
import type { Choice, Field, SetupFrame } from './frame.ts';
import type { TermsFields, TermsLabels } from './setup-terms.ts';

export interface SetupOrderView extends SetupFrame, RuleFields, TermsFields {
  readonly suggestion: string;
  /** True in a currency in which Microsoft's minimum order is not known. */
  readonly isMinimumAsked: boolean;
  readonly minimum: Field;
  readonly addFunds: Field;
  /** Whether auto-recharge can fill up to a balance. */
  readonly hasTarget: boolean;
  readonly upTo: Field;
  readonly payment: Field;
  readonly payments: readonly Choice[];
  readonly hasAgreements: boolean;
  readonly purchaseOrder: Field;
  readonly labels: TermsLabels &
    Readonly<
      Record<
        | 'now'
        | 'automatically'
        | 'minimum'
        | 'addFunds'
        | 'autoRecharge'
        | 'autoRechargeOn'
        | 'rechargeWith'
        | 'trigger'
        | 'cap'
        | 'upTo'
        | 'upToMore'
        | 'payment'
        | 'noPayment'
        | 'purchaseOrder'
        | 'notAnAmount',
        string
      >
    >;
}

/** Set-up, S2: the checkout page's fields, in its own words. */
export const setupOrderCard = layout<SetupOrderView>(json);
