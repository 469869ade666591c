import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Clock, TenantStores } from '../../bot/ports/index.ts';
import { believed } from './believed.ts';
import { Ledger, type LedgerPorts } from '../../bot/wallets/ledger.ts';

/** The wallets of a store for a test: with the machine's clock, unless it gives another. */
export const walletsOf = (
  { journal, rows }: Pick<TenantStores, 'journal' | 'rows'>,
  {
    clock = systemClock,
    ...others
  }: Partial<Omit<LedgerPorts, 'clock'>> & { readonly clock?: Pick<Clock, 'now'> } = {},
): Ledger =>
  new Ledger({
    journal,
    rows,
    clock: believed(clock),
    hash: sha256,
    ...others,
  });
