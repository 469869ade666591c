import type { Stage } from '../../core/index.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** What is amiss in a wallet: while its book cannot be read nobody knows, and before it is set up nothing is. */
export async function inWallet(
  ledger: Pick<Ledger, 'read'>,
  look: (found: OpenWallet) => Promise<readonly Stage[]> | readonly Stage[],
): Promise<readonly Stage[] | undefined> {
  const read = await ledger.read();
  if (!read.ok) return undefined;
  const { wallet, history } = read.value;
  return wallet.terms === undefined ? [] : look({ wallet, history, terms: wallet.terms });
}
