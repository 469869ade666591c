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
import type { Wallets } from '../wallets/wallets.ts';

/** What is said of a wallet when it is opened; the rest is as usual. */
export interface Opening extends Pick<Terms, 'currency' | 'opensAt'>, Partial<Pick<Terms, 'minimum'>> {
  readonly id: string;
  /** UTC where it is left out, or is none. */
  readonly timeZone?: string | undefined;
  readonly by: string | null;
}

/** The wallet's terms: those that it has, or those that it is opened with now. */
export async function openWallet(
  needs: { readonly tenant: string; readonly mode: Mode; readonly wallets: Wallets },
  opening: Opening,
): Promise<Result<{ readonly terms: Terms; readonly isNew: boolean }, Refusal | Damage>> {
  const { tenant, mode, wallets } = needs;
  const { id, by, currency, opensAt, timeZone = '', minimum = usualMinimum } = opening;
  const read = await wallets.read(tenant);
  if (!read.ok) return read;
  const { terms: before } = read.value.wallet;
  if (before !== undefined) return ok({ terms: before, isNew: false });
  const terms = {
    ...{ tenant, currency, mode, opensAt, minimum },
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    isFeeInCharge: false,
  };
  const opened = await wallets.execute(tenant, { kind: 'open-wallet', id, terms }, by);
  if (opened.ok) return ok({ terms, isNew: true });
  // Somebody else was faster: it is open all the same.
  return opened.refusal.kind === 'already-set-up' ? ok({ terms: opened.refusal.terms, isNew: false }) : opened;
}
