import { balanceOf, type Alert, type ClockDoubt } from '../../core/index.ts';
import type { Clock, Outbox } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Conversations } from './conversations.ts';
import type { Deliveries } from './deliveries.ts';

/**
 * Tells the subscribed conversations that the clock is doubted, once for each doubt: through the outbox alone, since no entry may be
 * written (L13).
 */
export async function announceDoubt(
  {
    ledger,
    conversations,
    outbox,
    deliveries,
    clock,
  }: {
    readonly ledger: Ledger;
    readonly conversations: Conversations;
    readonly outbox: Outbox;
    readonly deliveries: Deliveries;
    readonly clock: Clock;
  },
  doubt: ClockDoubt,
): Promise<void> {
  const read = await ledger.read();
  if (!read.ok || read.value.wallet.terms === undefined) return;
  const { pool, terms } = read.value.wallet;
  const at = (doubt.last ?? doubt.witness?.at ?? doubt.at) + clock.offsetMs;
  const alert: Alert = {
    // The last accepted reading stays what it is until the doubt is over.
    id: `clock-doubted-${doubt.last ?? 0}`,
    kind: 'clock-doubted',
    at,
    currency: terms.currency,
    balance: balanceOf(pool, at),
    doubt,
  };
  const subscribed = await conversations.subscribed();
  await outbox.queue(subscribed.map(id => ({ id: `${alert.id}@${id}`, conversationId: id, alert })));
  await deliveries.run();
}
