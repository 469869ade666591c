import type { PaymentMethod, Proposal } from '../../core/index.ts';
import { offeredMethods, type OfferedNeeds } from '../tenant/offered-methods.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** Whether a proposal that came back from a card pays as this bot lets people pay: as the wallet does, or by what is offered. */
export async function isOffered(
  { ledger, ...needs }: OfferedNeeds & { readonly ledger: Ledger },
  proposal: Proposal,
): Promise<boolean> {
  if (proposal.kind !== 'order' && proposal.kind !== 'set-payment-method' && proposal.kind !== 'set-backup-method')
    return true;
  if (proposal.method === null) return true;
  const asked = keyOf(proposal.method);
  const read = await ledger.read();
  const { method, terms } = read.ok ? read.value.wallet : {};
  const own = method ?? (terms?.mode === 'mirror' ? { kind: 'admin-centre' as const } : undefined);
  const isOwn = own !== undefined && keyOf(own) === asked;
  return isOwn || (await offeredMethods(needs)).some(method => keyOf(method) === asked);
}

/** One way to pay whatever purchase order is named with it. */
const keyOf = (method: PaymentMethod): string =>
  JSON.stringify(method.kind === 'agreement' ? { ...method, purchaseOrder: null } : method);
