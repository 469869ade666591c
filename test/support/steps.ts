import fc from 'fast-check';
import { dayMs, hourMs, takenBackOf, type CallRow, type Instant, type QuestionKey } from '../../core/index.ts';
import { aCall, at, Bench, card, type Asked } from './builders.ts';

/** One action of a person, a gateway or the clock; numbers choose among what exists at that moment. */
export type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'buy'; readonly amount: number; readonly daysAgo: number }
  | { readonly kind: 'order'; readonly amount: number }
  | {
      readonly kind: 'outcome';
      readonly of: number;
      readonly as: 'settle' | 'decline' | 'leave-unknown' | 'changed-mind';
    }
  | { readonly kind: 'rows'; readonly rows: readonly RowStep[] }
  | {
      readonly kind: 'answer';
      readonly of: number;
      readonly verdict: 'bill' | 'ignore';
      readonly amount: number | null;
    }
  | { readonly kind: 'refund' | 'charge-back'; readonly invoice: number; readonly amount: number }
  | { readonly kind: 'reconcile'; readonly stated: number; readonly daysAgo: number }
  | { readonly kind: 'reverse'; readonly what: 'row' | 'purchase' | 'reconciliation' | 'return'; readonly of: number }
  | { readonly kind: 'rule'; readonly trigger: number; readonly isOn: boolean; readonly cap: number | null }
  | { readonly kind: 'catch-up' };

interface RowStep {
  readonly id: number;
  readonly daysAgo: number;
  readonly cost: number;
  readonly isForeign: boolean;
  readonly caller: number;
}

export const epoch: Instant = at('2024-02-20T00:00:00Z');
const unit = 1_000_000;
const amount = (max: number) => fc.integer({ min: 0, max: max * 10 }).map(tenths => (tenths * unit) / 10);

const tens = (min: number, max: number) => fc.integer({ min, max }).map(units => units * 10 * unit);

const row = fc.record({
  id: fc.nat(24),
  daysAgo: fc.integer({ min: -1, max: 500 }),
  cost: amount(12),
  isForeign: fc.boolean().map(is => is),
  caller: fc.nat(6),
});

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.oneof(fc.nat(3 * hourMs), fc.nat(90 * dayMs)) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('buy'), amount: amount(40), daysAgo: fc.nat(450) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('order'), amount: fc.constantFrom(40, 50, 60, 5e9).map(a => a * unit) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('outcome'),
      of: fc.nat(3),
      as: fc.constantFrom('settle', 'settle', 'decline', 'leave-unknown', 'changed-mind'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('rows'), rows: fc.array(row, { minLength: 1, maxLength: 5 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('answer'),
      of: fc.nat(5),
      verdict: fc.constantFrom('bill', 'ignore'),
      amount: fc.option(amount(5)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('refund', 'charge-back'),
      invoice: fc.integer({ min: 1, max: 6 }),
      amount: amount(30),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reconcile'),
      stated: amount(60),
      daysAgo: fc.integer({ min: -1, max: 400 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reverse'),
      what: fc.constantFrom('row', 'purchase', 'reconciliation', 'return'),
      of: fc.nat(30),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rule'),
      trigger: amount(30),
      isOn: fc.boolean(),
      cap: fc.option(fc.constantFrom(10, 100, 150).map(a => a * unit)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('catch-up') }) },
);

/**
 * Few instants and few amounts, years apart: what expired, was given back, shown and bought back-dated meets in every order. Amounts that are
 * equal hide and show what random ones never do.
 */
const agedStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(hourMs, 100 * dayMs, 200 * dayMs) }),
  fc.record({ kind: fc.constant('buy'), amount: tens(2, 5), daysAgo: fc.constantFrom(0, 10, 300, 370, 450, 700) }),
  fc.record({
    kind: fc.constant('rows'),
    rows: fc.array(
      fc.record({
        id: fc.nat(6),
        daysAgo: fc.constantFrom(0, 5, 299, 371, 560),
        cost: tens(1, 5),
        isForeign: fc.constant(false),
        caller: fc.nat(2),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constantFrom('refund', 'charge-back'),
    invoice: fc.integer({ min: 1, max: 3 }),
    amount: tens(1, 2),
  }),
  fc.record({ kind: fc.constant('reconcile'), stated: tens(0, 3), daysAgo: fc.constantFrom(0, 100, 380) }),
  fc.record({
    kind: fc.constant('reverse'),
    what: fc.constantFrom('row', 'purchase', 'reconciliation', 'return'),
    of: fc.nat(3),
  }),
  fc.record({ kind: fc.constantFrom('catch-up') }),
);

export const steps = fc.oneof(
  { weight: 1, arbitrary: fc.array(step, { minLength: 5, maxLength: 45 }) },
  { weight: 1, arbitrary: fc.array(agedStep, { minLength: 4, maxLength: 20 }) },
);

/** A new wallet with a payment method, in a time zone with daylight saving. */
export function aFreshBench(): Bench {
  const bench = Bench.opened({ timeZone: 'Europe/Berlin' }, epoch);
  bench.must({ kind: 'set-payment-method', method: card });
  return bench;
}

/** The command of a step; undefined for the passing of time, or where the step has no target. */
export function asked(bench: Bench, step: Step): Asked | undefined {
  const { pool, openPayments, declined } = bench.wallet;
  switch (step.kind) {
    case 'wait':
      bench.now += step.ms;
      return undefined;
    case 'buy':
      return { kind: 'buy', amount: step.amount, boughtAt: bench.now - step.daysAgo * dayMs, reference: '' };
    case 'order':
      return { kind: 'order', amount: step.amount, method: card, isBesideOpen: step.amount > 50 * unit };
    case 'outcome': {
      const keys = [
        ...openPayments.map(({ payment }) => payment.key),
        ...declined.map(({ payment }) => payment.key),
        ...pool.lots.flatMap(({ payment }) => payment ?? []),
      ];
      const key = keys[step.of] ?? 'no-such-key';
      if (step.as === 'changed-mind') return changedMind(bench, key);
      if (step.as === 'settle') return { kind: 'settle', key, reference: 'r', reportedBy: 'gateway' };
      return step.as === 'decline' ? { kind: 'decline', key, reason: 'x' } : { kind: 'leave-unknown', key };
    }
    case 'rows':
      return { kind: 'draw', rows: step.rows.map(one => callRow(bench.now, one)) };
    case 'answer': {
      const held = bench.rows.held();
      const chosen = held.slice(0, 1 + step.of).map(({ row, version }): QuestionKey => ({ id: row.id, version }));
      return chosen.length === 0
        ? undefined
        : { kind: 'answer', verdict: step.verdict, questions: chosen, amount: step.amount };
    }
    case 'refund':
    case 'charge-back':
      return step;
    case 'reconcile':
      return { kind: 'reconcile', stated: step.stated, statedAt: bench.now - step.daysAgo * dayMs };
    case 'reverse': {
      if (step.what === 'row') return { kind: 'reverse', what: { kind: 'row', id: `row-${step.of}` } };
      if (step.what === 'purchase') return { kind: 'reverse', what: { kind: 'purchase', invoice: step.of % 8 } };
      if (step.what === 'return')
        return { kind: 'reverse', what: { kind: 'return', id: pool.reductions[step.of % 4]?.id ?? 'none' } };
      const id = pool.reconciliations[step.of % 3]?.id ?? 'none';
      return { kind: 'reverse', what: { kind: 'reconciliation', id } };
    }
    case 'rule':
      return {
        kind: 'set-rule',
        rule: { isOn: step.isOn, rechargeWith: 50 * unit, trigger: step.trigger, monthlyCap: step.cap },
      };
    case 'catch-up':
      return { kind: 'catch-up' };
  }
}

/** What had failed may have been paid; what was paid is taken back, and what was taken back is won back. */
function changedMind({ wallet: { pool, declined } }: Bench, key: string): Asked {
  if (declined.some(({ payment }) => payment.key === key)) return { kind: 'leave-unknown', key, reopens: true };
  const lot = pool.lots.find(({ payment }) => payment === key);
  return lot === undefined || takenBackOf(pool, lot) === 0
    ? { kind: 'decline', key, reason: 'x', takesBack: true }
    : { kind: 'settle', key, reference: 'r', reportedBy: 'gateway', winsBack: true };
}

/** Rows of one id differ in their version now and then; those of one caller may look alike; one in eight is in another currency. */
function callRow(now: Instant, { id, daysAgo, cost, isForeign, caller }: RowStep): CallRow {
  return aCall({
    id: `row-${id}`,
    start: now - daysAgo * dayMs,
    charge: cost,
    currency: isForeign && caller === 0 ? 'EUR' : 'USD',
    about: { caller: caller === 1 ? '+1' : '', callee: '+2' },
  });
}
