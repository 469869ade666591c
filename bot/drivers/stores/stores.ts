import path from 'node:path';
import { DriverError, type ArchivePage, type Stores } from '../../ports/index.ts';
import { LowdbDocuments } from '../lowdb/documents.ts';
import type { StoreOptions } from '../postgres/store.ts';
import { embeddedPages } from '../sqlite/archive.ts';
import { systemClock } from '../system/clock.ts';
import { hasEmbedded, openEmbedded } from './embedded.ts';
import { lockFolder } from '../system/lock.ts';

/** A folder, or a PostgreSQL by its address. */
export interface Place {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
}

/** What reaches PostgreSQL takes long to load, and a folder needs none of it. */
const postgresDrivers = async () => ({
  ...(await import('../postgres/store.ts')),
  ...(await import('../postgres/archive.ts')),
  ...(await import('../postgres/database.ts')),
});

/** Opens the stores of a place. A bot locks its folder against other bots; operators may work beside it. */
export async function openStores({ dataDir, databaseUrl }: Place, options: StoreOptions): Promise<Stores> {
  if (databaseUrl !== undefined) return (await postgresDrivers()).openPostgres(databaseUrl, options);
  const lock = options.as === 'bot' ? lockFolder(dataDir) : undefined;
  const stores = openEmbedded(dataDir, options.clock, options);
  return {
    ...stores,
    close: async () => {
      await stores.close();
      lock?.release();
    },
  };
}

/** Opens the stores that an operator names: the address of a PostgreSQL, or a folder, which must hold a store if it is to be `existing`. */
export async function openNamed(
  name: string,
  kind: 'new' | 'existing',
  options: StoreOptions & { readonly isPostgres: (name: string) => boolean },
): Promise<Stores> {
  if (options.isPostgres(name)) return (await postgresDrivers()).openPostgres(name, options);
  // A mistyped address would become a folder whose name holds the password.
  if (name.includes('://')) throw new DriverError('bad-address', 'not the address of a PostgreSQL: postgres://…');
  if (kind === 'existing' && !hasEmbedded(name)) throw new DriverError('no-store', `${name}: no ledger is there`);
  return openEmbedded(name, options.clock, { isMending: kind === 'new' });
}

/** Everything in a place, by a connection of its own beside whoever works there; nothing of it is checked, migrated or kept in memory. */
export async function* pagesIn({ dataDir, databaseUrl }: Place): AsyncIterable<ArchivePage> {
  if (databaseUrl === undefined) {
    yield* embeddedPages(
      path.join(dataDir, 'ledger.sqlite'),
      new LowdbDocuments(path.join(dataDir, 'documents')),
      'intact',
    );
    return;
  }
  const { Postgres, postgresPages } = await postgresDrivers();
  const postgres = new Postgres(databaseUrl, { clock: systemClock, as: 'operator', connections: 1 });
  try {
    yield* postgresPages(postgres, 'intact');
  } finally {
    await postgres.close();
  }
}
