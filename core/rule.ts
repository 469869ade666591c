import { hourMs, type Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import { err, ok, type Result } from './result.ts';

/** Auto-recharge, in Microsoft's words: add `rechargeWith` when the balance falls below `trigger` (M4). */
export interface Rule {
  readonly isOn: boolean;
  readonly rechargeWith: Micros;
  readonly trigger: Micros;
  /** Whether a balance that is exactly the trigger counts as below it: Microsoft says both (M4). */
  readonly includesTrigger?: true;
  /** Most that is charged automatically in one calendar month of the wallet's zone; null for no cap. */
  readonly monthlyCap: Micros | null;
  /**
   * The balance to fill up to, where a gateway charges: what is missing is added then, at least `rechargeWith`. Absent where `rechargeWith` itself
   * is added, or a multiple.
   */
  readonly upTo?: Micros;
}

/** Whether a balance is where the rule adds credits, or warns. */
export const isAtTrigger = (
  { trigger, includesTrigger }: Pick<Rule, 'trigger' | 'includesTrigger'>,
  balance: Micros,
): boolean => balance < trigger || (includesTrigger === true && balance === trigger);

/** Tells one rule from another; '' for none. A form carries the key of the rule that it was made of: if that has changed, it is stale. */
export const ruleKey = (rule: Rule | undefined): string => (rule === undefined ? '' : JSON.stringify(rule));

/** Why a rule was refused (L8). */
export type RuleRefusal =
  | {
      readonly kind: 'below-minimum';
      readonly field: 'recharge-with';
      readonly asked: Micros;
      readonly minimum: Micros;
    }
  | { readonly kind: 'trigger-not-positive' }
  | { readonly kind: 'target-not-above-trigger'; readonly target: Micros; readonly trigger: Micros }
  | { readonly kind: 'cap-below-recharge'; readonly cap: Micros; readonly rechargeWith: Micros };

/** Why auto-recharge did, or did not, order at an evaluation (L8). `until` is when a waiting one is evaluated again. */
export type EvaluationReason =
  | {
      readonly reason:
        | 'no-rule'
        | 'off'
        | 'no-payment-method'
        | 'enough'
        | 'in-flight'
        | 'unknown-outcome'
        /** Microsoft's recharge did not come: it adds again when the balance falls below the trigger once more. */
        | 'awaits-crossing'
        | 'paused'
        | 'ordered';
    }
  | { readonly reason: 'cooling-down' | 'backing-off'; readonly until: Instant }
  | { readonly reason: 'cap-reached'; readonly cap: Micros };

/** Why a payment was cancelled: a person says that it was not bought, or nobody confirmed in time that it was. */
export type CancelReason = 'not-bought' | 'not-confirmed';

/** What auto-recharge remembers between evaluations. */
export interface RechargeMemory {
  /** Automatic charges ever requested: the next one's number. */
  readonly requested: number;
  readonly month: string;
  readonly requestedInMonth: Micros;
  readonly coolUntil: Instant;
  readonly declinesInRow: number;
  readonly retryAt: Instant;
  readonly lastReason: EvaluationReason;
  /** The backup payment method has been tried since the first decline in a row. */
  readonly hasTriedBackup?: true;
  /** Microsoft's recharge that did not come, until the balance has been above the trigger, or an admin acts. */
  readonly notCome?: { readonly key: string; readonly amount: Micros; readonly reason: CancelReason };
}

/** Nothing requested, nothing declined. */
export const freshMemory: RechargeMemory = {
  requested: 0,
  month: '',
  requestedInMonth: 0,
  coolUntil: 0,
  declinesInRow: 0,
  retryAt: 0,
  lastReason: { reason: 'no-rule' },
};

/** How long auto-recharge waits after a recharge has settled, in ms (L8). */
export const coolDownMs = hourMs;

/** The waits after declines in a row, in ms: 1 h, 6 h, 24 h; then paused until an admin acts (L8). */
export const backOffMs: readonly number[] = [hourMs, 6 * hourMs, 24 * hourMs];

/** Whether automatic charges were declined so often that none is tried until an admin acts (L8). */
export const isPaused = ({ declinesInRow }: RechargeMemory): boolean => declinesInRow > backOffMs.length;

/** The memory after an admin has acted: without back-off, pause and cool-down (L8). */
export const unpaused = ({ hasTriedBackup: _, notCome: __, ...memory }: RechargeMemory): RechargeMemory => ({
  ...memory,
  declinesInRow: 0,
  retryAt: 0,
  coolUntil: 0,
});

/** How often in a row a charge counts as declined that is not tried again before an admin acts. */
export const pausedAfter = backOffMs.length + 1;

/** Refuses "Recharge with" under the minimum, a trigger not above zero, a target not above it, and a cap under "Recharge with" (L8). */
export function checkRule(rule: Rule, minimum: Micros): Result<Rule, RuleRefusal> {
  if (rule.rechargeWith < minimum)
    return err({ kind: 'below-minimum', field: 'recharge-with', asked: rule.rechargeWith, minimum });
  if (rule.trigger <= 0) return err({ kind: 'trigger-not-positive' });
  if (rule.upTo !== undefined && rule.upTo <= rule.trigger)
    return err({ kind: 'target-not-above-trigger', target: rule.upTo, trigger: rule.trigger });
  if (rule.monthlyCap !== null && rule.monthlyCap < rule.rechargeWith)
    return err({ kind: 'cap-below-recharge', cap: rule.monthlyCap, rechargeWith: rule.rechargeWith });
  return ok(rule);
}
