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
import type { Ledger, Request } from '../wallets/ledger.ts';

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
  const { ledger } = needs;
  const request = openingRequest(needs, opening);
  const { terms } = request;
  const read = await ledger.read();
  if (!read.ok) return read;
  const { terms: before } = read.value.wallet;
  if (before !== undefined) return ok({ terms: before, isNew: false });
  const opened = await ledger.execute(request, opening.by);
  if (opened.ok) return ok({ terms, isNew: true });
  // Another request opened it first: its terms hold.
  return opened.refusal.kind === 'already-set-up' ? ok({ terms: opened.refusal.terms, isNew: false }) : opened;
}

/** The request that opens a wallet. */
export function openingRequest(
  { tenant, mode }: { readonly tenant: string; readonly mode: Mode },
  { id, currency, opensAt, timeZone = '', minimum = usualMinimum }: Opening,
): Request & { readonly kind: 'open-wallet' } {
  const terms = {
    ...{ tenant, currency, mode, opensAt, minimum },
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    isFeeInCharge: false,
  };
  return { kind: 'open-wallet', id, terms };
}
