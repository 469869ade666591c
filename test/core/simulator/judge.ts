import assert from 'node:assert/strict';
import {
  allocateCallByCall,
  balanceOf,
  capacity,
  evaluate,
  isExpired,
  monthOf,
  rest,
  takenBackOf,
  type CallRow,
  type Entry,
  type Instant,
  type Micros,
  type TimeZone,
  type Wallet,
} from '../../../core/index.ts';
import { keyAtGateway } from '../../../bot/ports/index.ts';
import type { FlakyGateway } from './gateway.ts';

/** What is left at the end of a year. */
export interface Lived {
  readonly wallet: Wallet;
  readonly entries: readonly Entry[];
  /** The last version of each call. */
  readonly standing: readonly CallRow[];
  readonly gateway: FlakyGateway;
  readonly now: Instant;
}

/** What the gateway has taken is what its lots hold, hold no more, or were given back. */
export function judgeMoney({ wallet, entries, gateway }: Lived): void {
  const paid = wallet.pool.lots.filter(lot => lot.payment !== null);
  const taken = paid.filter(lot => takenBackOf(wallet.pool, lot) > 0);
  const refunded = entries.reduce((sum, { kind, facts }) => {
    if (kind !== 'credits-refunded' && kind !== 'return-reversed') return sum;
    const isKept = paid.some(lot => lot.id === facts.lotId && !taken.includes(lot));
    return isKept ? sum + (kind === 'credits-refunded' ? facts.amount : -facts.amount) : sum;
  }, 0);
  assert.equal(
    paid.reduce((sum, lot) => sum + capacity(lot), 0) + refunded,
    gateway.taken(),
    'money is lost or doubled',
  );
  for (const { payment } of paid)
    assert.equal(paid.filter(lot => lot.payment === payment).length, 1, 'a charge opened two lots');
  for (const { key, result, booked, isTakenBack } of gateway.charged.values()) {
    const lot = paid.find(({ payment }) => payment === key);
    const was = result === 'settled' || isTakenBack ? booked : undefined;
    assert.equal(lot?.amount, was, `the lot of ${key} is not what the gateway took`);
    assert.equal(lot !== undefined && taken.includes(lot), isTakenBack, `${key} is not taken back, or not won back`);
  }
}

/** Each call is billed once, as the last version says, and taken from the lots as the naive ledger does it. */
export function judgeCalls({ wallet, entries, standing, now }: Omit<Lived, 'gateway'>): void {
  const calls = standing
    .map(({ id, start, charge }) => ({ id, start, cost: charge }))
    .filter(({ cost }) => cost > 0)
    .toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1));
  const naive = allocateCallByCall(entries, calls, now);
  assert.equal(wallet.pool.owed, naive.owed, 'owed differs from the naive ledger');
  for (const lot of wallet.pool.lots)
    assert.equal(
      isExpired(lot, now) ? 0 : rest(lot),
      naive.rests.get(lot.id) ?? 0,
      `lot ${lot.id} differs from the naive ledger`,
    );
}

/** What was asked for in a month and not declined stays under the cap. */
export function judgeCap({ entries, gateway }: Lived, timeZone: TimeZone, cap: Micros | null): void {
  const asked = new Map<string, Micros>();
  for (const { kind, facts } of entries) {
    if (kind !== 'payment-requested' || facts.purpose !== 'recharge') continue;
    if (gateway.charged.get(keyAtGateway(facts))?.result !== 'settled') continue;
    const month = monthOf(facts.requestedAt, timeZone);
    asked.set(month, (asked.get(month) ?? 0) + facts.amount);
  }
  const overturned = entries.filter(({ kind }) => kind === 'payment-declined').length > 0;
  if (cap !== null && !overturned)
    for (const [month, amount] of asked) assert.ok(amount <= cap, `${amount} in ${month} is over the cap`);
}

/** In the end it has recharged, or says why not, and the reason is true. */
export function judgeRest({ wallet, now }: Lived): void {
  const evaluation = evaluate(wallet, now);
  assert.equal(evaluation.kind, 'wait', 'a recharge is due and nobody orders it');
  const { reason } = evaluation.why;
  const { trigger = 0, includesTrigger } = wallet.rule ?? {};
  const balance = balanceOf(wallet.pool, now);
  const isEnough = includesTrigger === true ? balance > trigger : balance >= trigger;
  assert.ok(isEnough || ['cap-reached', 'off', 'paused'].includes(reason), `low, and the reason is ${reason}`);
  assert.deepEqual(wallet.openPayments, [], 'a payment was left open');
}
