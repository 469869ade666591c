import json from './auto-recharge.card.json' with { type: 'json' };
import { layout } from './card.ts';
import type { Fact, Field, Frame } from './frame.ts';
export interface RuleFields {
  readonly autoRecharge: 'true' | 'false';
  readonly rechargeWith: Field;
  readonly trigger: Field;
  readonly cap: Field;
}

export interface AutoRechargeView extends Frame, RuleFields {
  readonly includesTrigger: 'true' | 'false';
  /** Whether it can fill up to a balance. */
  readonly hasTarget: boolean;
  readonly upTo: Field;
  readonly notice: string;
  readonly text: string;
  /** How it is paid. */
  readonly facts: readonly Fact[];
  readonly labels: {
    readonly autoRecharge: string;
    readonly autoRechargeOn: string;
    readonly rechargeWith: string;
    readonly trigger: string;
    readonly includesTrigger: string;
    readonly includesTriggerOn: string;
    readonly cap: string;
    readonly upTo: string;
    readonly upToMore: string;
  };
  readonly whyTitle: string;
  readonly why: string;
}

/** The rule as a form, and why it did or did not recharge. */
export const autoRechargeCard = layout<AutoRechargeView>(json);
