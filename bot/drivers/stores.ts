import type { Clock, Stores } from '../ports.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres/store.ts';
import { lockFolder } from './system/lock.ts';

/** A folder, or a PostgreSQL by its address. */
export interface Place {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
}

/** The stores of a place; those of a folder are for one bot alone, beside which operators may work. */
export async function openStores(
  { dataDir, databaseUrl }: Place,
  options: { readonly clock: Clock; readonly as: 'bot' | 'operator'; readonly onError?: (error: unknown) => void },
): Promise<Stores> {
  if (databaseUrl !== undefined) return openPostgres(databaseUrl, options);
  const lock = options.as === 'bot' ? lockFolder(dataDir) : undefined;
  const stores = openEmbedded(dataDir, options.clock);
  return {
    ...stores,
    close: async () => {
      await stores.close();
      lock?.release();
    },
  };
}
