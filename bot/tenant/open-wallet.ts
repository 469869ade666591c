import {
  isTimeZone,
  ok,
  usualMinimum,
  type Damage,
  type Mode,
  type Refusal,
  type Result,
  type Terms,
} from '../../core/index.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** What a caller states when a wallet is opened; the rest are defaults. */
export interface Opening extends Pick<Terms, 'currency' | 'opensAt'>, Partial<Pick<Terms, 'minimum'>> {
  readonly id: string;
  /** UTC if absent, or not a time zone. */
  readonly timeZone?: string | undefined;
  readonly by: string | null;
}

/** Returns the wallet's terms, opening it first if need be. */
export async function openWallet(
  needs: { readonly tenant: string; readonly mode: Mode; readonly ledger: Ledger },
  opening: Opening,
): Promise<Result<{ readonly terms: Terms; readonly isNew: boolean }, Refusal | Damage>> {
  const { tenant, mode, ledger } = needs;
  const { id, by, currency, opensAt, timeZone = '', minimum = usualMinimum } = opening;
  const read = await ledger.read();
  if (!read.ok) return read;
  const { terms: before } = read.value.wallet;
  if (before !== undefined) return ok({ terms: before, isNew: false });
  const terms = {
    ...{ tenant, currency, mode, opensAt, minimum },
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    isFeeInCharge: false,
  };
  const opened = await ledger.execute({ kind: 'open-wallet', id, terms }, by);
  if (opened.ok) return ok({ terms, isNew: true });
  // Another request opened it first: its terms hold.
  return opened.refusal.kind === 'already-set-up' ? ok({ terms: opened.refusal.terms, isNew: false }) : opened;
}
