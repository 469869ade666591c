import { microsPerUnit, multiply, type Micros } from './money.ts';

/** What usage suggests for set-up: an estimate, marked as such wherever it is shown (SPEC L1, L11). */
export interface Suggestion {
  readonly isEstimate: true;
  readonly spentOver: { readonly days: number; readonly amount: Micros };
  readonly addFunds: Micros;
  readonly rechargeWith: Micros;
  readonly trigger: Micros;
}

/**
 * A month's usual spend to add and to recharge with, a week's as the trigger, rounded up to tens, never under the minimum. Without
 * usage it is Microsoft's advice: begin with the minimum (FACTS §1.5).
 */
export function suggest(usage: { readonly days: number; readonly amount: Micros }, minimum: Micros): Suggestion {
  const aMonth = Math.max(minimum, roundedUp(perDays(usage, 30)));
  return {
    isEstimate: true,
    spentOver: usage,
    addFunds: aMonth,
    rechargeWith: aMonth,
    trigger: Math.max(multiply(20, microsPerUnit), roundedUp(perDays(usage, 7))),
  };
}

const perDays = (usage: { readonly days: number; readonly amount: Micros }, days: number): Micros =>
  Math.ceil((usage.amount / usage.days) * days);

function roundedUp(amount: Micros): Micros {
  const ten = multiply(10, microsPerUnit);
  return amount % ten === 0 ? amount : amount - (amount % ten) + ten;
}
