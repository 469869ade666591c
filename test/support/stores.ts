import { MemoryDocuments } from './memory/documents.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { Timers } from '../../bot/drivers/system/timers.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Stores } from '../../bot/ports/index.ts';

/** What the application needs of its stores; archives and inspections are for operators. */
export type AppStores = Omit<Stores, 'archive' | 'inspect'>;

/** The embedded store without a disk. */
export function inMemory(): AppStores & { readonly database: SqliteStore['database'] } {
  const store = new SqliteStore(':memory:');
  return {
    journal: store.journal,
    rows: store.rows,
    database: store.database,
    outbox: store.outbox,
    answers: store.answers,
    documents: new MemoryDocuments(),
    scheduler: new Timers(systemClock),
    close: () => {
      store.close();
      return Promise.resolve();
    },
  };
}
