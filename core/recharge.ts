import { hourMs, monthOf, type Instant } from './calendar.ts';
import type { Payment } from './entries.ts';
import { balanceOf } from './pool.ts';
import { add, multiply, type Micros } from './money.ts';
import { err, ok, type Result } from './result.ts';
import type { Wallet } from './wallet.ts';

/** Auto-recharge, in Microsoft's words: add `rechargeWith` when the balance falls below `trigger` (FACTS §1.2). */
export interface Rule {
  readonly isOn: boolean;
  readonly rechargeWith: Micros;
  readonly trigger: Micros;
  /** Most that is charged automatically in one calendar month of the wallet's zone; null for no cap. */
  readonly monthlyCap: Micros | null;
}

/** Why a rule makes no sense (SPEC L8). */
export type RuleRefusal =
  | {
      readonly kind: 'below-minimum';
      readonly field: 'recharge-with';
      readonly asked: Micros;
      readonly minimum: Micros;
    }
  | { readonly kind: 'trigger-not-positive' }
  | { readonly kind: 'cap-below-recharge'; readonly cap: Micros; readonly rechargeWith: Micros };

/** Why auto-recharge did, or did not, order at an evaluation (SPEC L8). `until` is when a waiting one looks again. */
export type EvaluationReason =
  | {
      readonly reason:
        'no-rule' | 'off' | 'no-payment-method' | 'enough' | 'in-flight' | 'unknown-outcome' | 'paused' | 'ordered';
    }
  | { readonly reason: 'cooling-down' | 'backing-off'; readonly until: Instant }
  | { readonly reason: 'cap-reached'; readonly cap: Micros };

/** What an evaluation comes to. */
export type Evaluation =
  | { readonly kind: 'wait'; readonly why: EvaluationReason }
  | { readonly kind: 'order'; readonly amount: Micros; readonly why: EvaluationReason };

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

/** The shortest time between two automatic charges (SPEC L8). */
export const coolDownMs = hourMs;

/** After a decline: 1 h, 6 h, 24 h, then paused until an admin acts (SPEC L8). */
export const backOffMs: readonly number[] = [hourMs, 6 * hourMs, 24 * hourMs];

/** Rules that make no sense are refused when saved (SPEC L8). */
export function checkRule(rule: Rule, minimum: Micros): Result<Rule, RuleRefusal> {
  if (rule.rechargeWith < minimum)
    return err({ kind: 'below-minimum', field: 'recharge-with', asked: rule.rechargeWith, minimum });
  if (rule.trigger <= 0) return err({ kind: 'trigger-not-positive' });
  if (rule.monthlyCap !== null && rule.monthlyCap < rule.rechargeWith)
    return err({ kind: 'cap-below-recharge', cap: rule.monthlyCap, rechargeWith: rule.rechargeWith });
  return ok(rule);
}

/** Whether to recharge now, and with how much; the reasons are tested in this order (SPEC L8). */
export function evaluate(wallet: Wallet, at: Instant): Evaluation {
  const { rule, terms, memory } = wallet;
  if (rule === undefined || terms === undefined) return wait({ reason: 'no-rule' });
  if (!rule.isOn) return wait({ reason: 'off' });
  if (wallet.method === undefined) return wait({ reason: 'no-payment-method' });
  const slot = wallet.openPayments.find(({ payment }) => payment.purpose === 'recharge');
  if (slot !== undefined) return wait({ reason: slot.isUnknown ? 'unknown-outcome' : 'in-flight' });
  const expected = add(balanceOf(wallet.pool, at), moneyToCome(wallet.openPayments));
  if (expected >= rule.trigger) return wait({ reason: 'enough' });
  if (memory.declinesInRow > backOffMs.length) return wait({ reason: 'paused' });
  if (at < memory.retryAt) return wait({ reason: 'backing-off', until: memory.retryAt });
  if (at < memory.coolUntil) return wait({ reason: 'cooling-down', until: memory.coolUntil });
  const wanted = timesToReach(rule.trigger - expected, rule.rechargeWith);
  const allowed =
    rule.monthlyCap === null ? wanted : timesWithin(rule.monthlyCap - spentInMonth(wallet, at), rule.rechargeWith);
  const times = Math.min(wanted, allowed);
  if (times < 1) return wait({ reason: 'cap-reached', cap: rule.monthlyCap ?? 0 });
  return { kind: 'order', amount: multiply(rule.rechargeWith, times), why: { reason: 'ordered' } };
}

/** Orders under way count as money to come: nobody should pay twice for one gap (SPEC L8). */
export const moneyToCome = (open: readonly { readonly payment: Payment }[]): Micros =>
  open.reduce((sum, { payment }) => add(sum, payment.amount), 0);

/** What was charged automatically in the month of that instant, unknown outcomes included. */
export function spentInMonth(wallet: Wallet, at: Instant): Micros {
  if (wallet.terms === undefined) return 0;
  return wallet.memory.month === monthOf(at, wallet.terms.timeZone) ? wallet.memory.requestedInMonth : 0;
}

const wait = (why: EvaluationReason): Evaluation => ({ kind: 'wait', why });

const timesWithin = (room: Micros, step: Micros): number => (room < step ? 0 : (room - (room % step)) / step);

const timesToReach = (gap: Micros, step: Micros): number => timesWithin(gap, step) + (gap % step === 0 ? 0 : 1);
