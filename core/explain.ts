import type { Instant } from './calendar.ts';
import { capacity } from './lots.ts';
import { add, type Micros } from './money.ts';
import { stretchesOf, type Pool } from './pool.ts';

/** Where one charge went: which lots paid how much of it, and how much is owed. */
export interface Coverage {
  readonly lots: readonly { readonly lotId: string; readonly invoice: number | null; readonly amount: Micros }[];
  readonly owed: Micros;
}

/**
 * Which lots pay for a call, by the facts known now (L5). `before` is the cost of the standing calls that began in `windowBefore` its
 * start, and of those that began with it and have a smaller id. All demand is one queue in the order of time; a lot serves the head of
 * what has come by its expiry, so the call's place in the queue shows which lots reach it. O(lots).
 */
export function coverageOf(
  pool: Pool,
  call: { readonly start: Instant; readonly cost: Micros; readonly before: Micros },
): Coverage {
  const stretches = stretchesOf(pool.buckets, pool.reconciliations);
  const own = pool.buckets.find(({ until }) => until > call.start);
  let queued = 0;
  let next = 0;
  let ahead = Infinity;
  let left = call.cost;
  const queueUntil = (boundary: Instant): void => {
    for (; (stretches[next]?.until ?? Infinity) <= boundary; next += 1) {
      if (stretches[next] === own) ahead = queued + call.before;
      queued = add(queued, stretches[next]?.demand ?? 0);
    }
  };
  const lots: { lotId: string; invoice: number | null; amount: Micros }[] = [];
  for (const lot of pool.lots) {
    queueUntil(lot.expiresAt);
    const served = Math.min(queued, capacity(lot));
    const paid = Math.max(0, Math.min(served - ahead, left));
    if (paid > 0) lots.push({ lotId: lot.id, invoice: lot.invoice, amount: paid });
    left -= paid;
    ahead = Math.max(0, ahead - served);
    queued -= served;
  }
  return { lots, owed: left };
}
