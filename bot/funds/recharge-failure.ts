import type { Wallet } from '../../core/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { declinedId } from '../wallets/outcome-ids.ts';

/** Why the last automatic charge was declined, in the gateway's code; undefined where none was, or one has succeeded since. */
export async function rechargeFailure(ledger: Pick<Ledger, 'entry'>, wallet: Wallet): Promise<string | undefined> {
  if (wallet.memory.declinesInRow === 0) return undefined;
  const last = wallet.declined.findLast(({ payment }) => payment.purpose === 'recharge');
  const entry = last && (await ledger.entry(declinedId(wallet, last.payment.key)));
  return entry?.kind === 'payment-declined' ? entry.facts.reason : undefined;
}
