import { monthOf, type Instant } from './calendar.ts';
import { add, multiply, type Micros } from './money.ts';
import { moneyToCome } from './payments.ts';
import { balanceOf } from './pool.ts';
import { backOffMs, type EvaluationReason } from './rule.ts';
import type { Wallet } from './wallet.ts';

/** The result of an evaluation. */
export type Evaluation =
  | { readonly kind: 'wait'; readonly why: EvaluationReason }
  | { readonly kind: 'order'; readonly amount: Micros; readonly why: EvaluationReason };

/** Whether to recharge now, and with how much; the reasons are tested in this order (L8). */
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

/** What auto-recharge requested in the calendar month of that instant, open and unknown ones included, declines not (L8). */
export function spentInMonth(wallet: Wallet, at: Instant): Micros {
  if (wallet.terms === undefined) return 0;
  return wallet.memory.month === monthOf(at, wallet.terms.timeZone) ? wallet.memory.requestedInMonth : 0;
}

const wait = (why: EvaluationReason): Evaluation => ({ kind: 'wait', why });

const timesWithin = (room: Micros, step: Micros): number => (room < step ? 0 : (room - (room % step)) / step);

const timesToReach = (gap: Micros, step: Micros): number => timesWithin(gap, step) + (gap % step === 0 ? 0 : 1);
