import type { Batch } from './batch.ts';
import { expiryOf, type Instant } from './calendar.ts';
import type { Refusal } from './commands.ts';
import type { Terms } from './entries.ts';
import { reconciledPool } from './evolve.ts';
import { largestTotal, type Micros } from './money.ts';
import { boundaryOf, windowBefore, type Pool, type Window } from './pool.ts';
import type { DemandIn } from './purchases.ts';
import { reasonOf } from './invariants-after.ts';
import { err, ok, type Result } from './result.ts';

/**
 * The balance that the admin center showed at an instant becomes ours (L7): the difference is drawn as usage not yet seen, or opens
 * a lot of 12 months without an invoice. A row that arrives later and began by then makes the difference smaller by itself.
 */
export function reconcile(
  batch: Batch,
  terms: Terms,
  demandIn: DemandIn,
  shown: { readonly id: string; readonly at: Instant; readonly stated: Micros },
): Result<Batch, Refusal> {
  const { id, at, stated } = shown;
  if (at > batch.at) return err({ kind: 'in-future', at, now: batch.at });
  if (Math.abs(stated) > largestTotal) return err({ kind: 'too-large', asked: stated, largest: largestTotal });
  const { wallet } = batch;
  const before = wallet.pool;
  const other = before.reconciliations.find(one => one.at === at);
  if (other !== undefined) return err({ kind: 'already-reconciled', id: other.id, at });
  const [toInstant, toExpiry] = windowsOfReconciliation(before, terms, at);
  const facts = {
    at,
    stated,
    demand: demandIn(toInstant),
    lot: {
      id: String(wallet.lotsOpened + 1),
      expiresAt: expiryOf(at, terms.timeZone),
      demand: demandIn(toExpiry),
    },
  };
  const after = reconciledPool(before, facts, { id, seq: wallet.seq + 1 });
  const difference = after.reconciliations.find(one => one.id === id)?.difference ?? 0;
  return ok(
    batch.record({ kind: 'balance-reconciled', facts: { ...facts, difference, reason: reasonOf(difference) } }),
  );
}

/** Reverses a reconciliation, with all that followed from it (L7). Refuses an unknown one. */
export function reverseReconciliation(batch: Batch, id: string): Result<Batch, Refusal> {
  const isKnown = batch.wallet.pool.reconciliations.some(one => one.id === id);
  if (!isKnown) return err({ kind: 'nothing-to-reverse' });
  return ok(batch.record({ kind: 'reconciliation-reversed', facts: { reconciliation: id } }));
}

/** The windows whose demand a reconciliation at that instant needs: up to it, and from there to its lot's expiry. */
export function windowsOfReconciliation(pool: Pool, terms: Terms, at: Instant): readonly [Window, Window] {
  const toInstant = windowBefore(pool, boundaryOf(at));
  const toExpiry = windowBefore(pool, expiryOf(at, terms.timeZone));
  return [toInstant, { from: Math.max(toExpiry.from, boundaryOf(at)), to: toExpiry.to }];
}
