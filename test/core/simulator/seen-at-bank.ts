import type { Instant, Payment, Wallet } from '../../../core/index.ts';
import { declinedId } from '../../../bot/wallets/outcome-ids.ts';
import type { Request } from '../../../bot/wallets/ledger.ts';
import type { Charged } from './gateway.ts';

/** What a person records of a payment whose outcome nobody knows, by what the bank's statement shows of it. */
export function seenAtBank(
  { key, amount }: Payment,
  charged: Charged | undefined,
  { wallet, now }: { readonly wallet: Wallet; readonly now: Instant },
): Request {
  const declined = { kind: 'decline', id: declinedId(wallet, key), key, reportedBy: 'person' } as const;
  if (charged === undefined) return { ...declined, reason: 'never-arrived' };
  const { result, booked } = charged;
  if (result !== 'settled') return { ...declined, reason: result };
  return {
    ...{ kind: 'settle', id: `${key}/settled`, key, reference: `ref-${key}`, reportedBy: 'person' },
    ...(booked !== amount && { asBought: { amount: booked, boughtAt: now } }),
  };
}
