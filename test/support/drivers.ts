import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { MemoryDocuments } from './memory/documents.ts';
import { MemoryStore } from './memory/store.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Answers, Documents, Journal, Outbox, Rows } from '../../bot/ports/index.ts';

import { aDatabase } from './postgres.ts';

/** A port opened for a test on one of its drivers. */
export interface Opened<Port> {
  readonly port: Port;
  readonly close: () => Promise<void>;
}

export interface Driver<Port> {
  readonly name: string;
  readonly open: () => Promise<Opened<Port>>;
}

/** The ports that share a store: what is appended to one is seen in the others. */
export interface StorePorts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly answers: Answers;
}

const nothing = (): Promise<void> => Promise.resolve();

/** A new folder for a test. */
export const aFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'credits-'));

export const storeDrivers: readonly Driver<StorePorts>[] = [
  {
    name: 'memory',
    open: () => {
      const store = new MemoryStore();
      return Promise.resolve({
        port: { journal: store, rows: store, outbox: store, answers: store },
        close: nothing,
      });
    },
  },
  {
    name: 'SQLite',
    open: async () => {
      const folder = await aFolder();
      const store = new SqliteStore(path.join(folder, 'ledger.sqlite'));
      return {
        port: store,
        close: async () => {
          store.close();
          await rm(folder, { recursive: true });
        },
      };
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const database = await aDatabase();
      const stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
      return {
        port: stores,
        close: async () => {
          await stores.close();
          await database.drop();
        },
      };
    },
  },
];

export const documentDrivers: readonly Driver<Documents>[] = [
  { name: 'memory', open: () => Promise.resolve({ port: new MemoryDocuments(), close: nothing }) },
  {
    name: 'lowdb',
    open: async () => {
      const folder = await aFolder();
      return { port: new LowdbDocuments(folder), close: () => rm(folder, { recursive: true }) };
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const database = await aDatabase();
      const stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
      return {
        port: stores.documents,
        close: async () => {
          await stores.close();
          await database.drop();
        },
      };
    },
  },
];
