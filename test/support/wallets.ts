import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Stores } from '../../bot/ports/index.ts';
import type { LedgerPorts } from '../../bot/wallets/ledger.ts';
import { Wallets } from '../../bot/wallets/wallets.ts';

/** The wallets of a store for a test: with the machine's clock and no subscribers, unless it gives others. */
export const walletsOf = (
  { journal, rows }: Pick<Stores, 'journal' | 'rows'>,
  others: Partial<LedgerPorts> = {},
): Wallets =>
  new Wallets({
    journal,
    rows,
    clock: systemClock,
    hash: sha256,
    subscribers: () => Promise.resolve([]),
    ...others,
  });
