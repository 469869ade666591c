import type { PaymentMethod, Proposal } from '../../core/index.ts';
import type { Payments } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** Whether a proposal that came back from a card pays as this bot lets people pay: as the wallet does, or by what its gateway offers. */
export async function isOffered(
  { payments, ledger }: { readonly payments: Payments; readonly ledger: Ledger },
  proposal: Proposal,
): Promise<boolean> {
  if (proposal.kind !== 'order' && proposal.kind !== 'set-payment-method') return true;
  const asked = keyOf(proposal.method);
  const read = await ledger.read();
  const own = read.ok ? (read.value.wallet.method ?? { kind: 'admin-centre' as const }) : undefined;
  const isOwn = own !== undefined && keyOf(own) === asked;
  return isOwn || (await payments.methods()).some(method => keyOf(method) === asked);
}

/** One way to pay whatever purchase order is named with it. */
const keyOf = (method: PaymentMethod): string =>
  JSON.stringify(method.kind === 'agreement' ? { ...method, purchaseOrder: null } : method);
