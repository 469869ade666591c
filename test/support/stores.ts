import type { Scheduler, TenantStores } from '../../bot/ports/index.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { Timers } from '../../bot/drivers/system/timers.ts';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import type { Stores } from '../../bot/ports/index.ts';
import { MemoryDocuments } from './memory/documents.ts';

/** What one tenant needs of its stores. */
export interface AppStores extends TenantStores {
  readonly scheduler: Scheduler;
  readonly close: () => Promise<void>;
}

/** The sandbox's part of a program's stores. */
export const sandboxOf = (stores: Stores): AppStores => ({
  ...stores.of(sandboxTenant),
  scheduler: stores.scheduler,
  close: () => stores.close(),
});

export interface MemoryStores extends AppStores {
  readonly database: SqliteStore['database'];
  readonly documents: MemoryDocuments;
}

/** The embedded store without a disk: empty, or with what others hold now. */
export function inMemory(others?: MemoryStores): MemoryStores {
  const store = new SqliteStore(':memory:', others && { content: others.database.content() });
  return {
    ...store.of(sandboxTenant),
    database: store.database,
    documents: others?.documents.copied() ?? new MemoryDocuments(),
    scheduler: new Timers(systemClock),
    close: () => {
      store.close();
      return Promise.resolve();
    },
  };
}
