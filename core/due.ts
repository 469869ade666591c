import { monthOf, startOfMonth, type Instant } from './calendar.ts';
import { notConfirmedMs } from './payments.ts';
import type { Wallet } from './wallet.ts';

/**
 * The next instant after `at` at which a wallet has something to do though nobody asks: a lot begins or expires, a recharge may be tried
 * again, the month of a cap that was reached is over, a proposal has waited for too long, or a recharge of Microsoft's (L5, L8, P5). Undefined where nothing is due.
 */
export function nextDue({ pool, memory, terms, fourEyes, openPayments }: Wallet, at: Instant): Instant | undefined {
  const due = [memory.retryAt, memory.coolUntil, ...pool.lots.flatMap(lot => [lot.boughtAt, lot.expiresAt])];
  for (const { until } of fourEyes?.waiting ?? []) due.push(until);
  if (terms?.mode === 'mirror')
    for (const { payment } of openPayments)
      if (payment.purpose === 'recharge') due.push(payment.requestedAt + notConfirmedMs);
  if (terms !== undefined && memory.lastReason.reason === 'cap-reached')
    due.push(startOfMonth(monthOf(at, terms.timeZone), terms.timeZone, 1));
  return due.filter(one => one > at).toSorted((one, other) => one - other)[0];
}
