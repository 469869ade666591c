import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { MemoryDocuments } from './memory/documents.ts';
import { MemoryKeptPeople } from './memory/kept-people.ts';
import { MemoryLooks } from './memory/looks.ts';
import { MemoryMatters } from './memory/matters.ts';
import { MemoryStore } from './memory/store.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Documents, TenantStores } from '../../bot/ports/index.ts';

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

/** A store by its tenants: what is appended to one of a tenant's ports is seen in the others. */
export interface StorePorts {
  of(tenant: string): Omit<TenantStores, 'documents'>;
}

const nothing = (): Promise<void> => Promise.resolve();

/** A new folder for a test. */
export const aFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'credits-'));

export const storeDrivers: readonly Driver<StorePorts>[] = [
  {
    name: 'memory',
    open: () => {
      const stores = new Map<string, MemoryStore>();
      const looks = new Map<string, MemoryLooks>();
      const keptPeople = new Map<string, MemoryKeptPeople>();
      const matters = new Map<string, MemoryMatters>();
      const of = (tenant: string) => {
        const store = stores.get(tenant) ?? new MemoryStore();
        stores.set(tenant, store);
        const its = looks.get(tenant) ?? new MemoryLooks();
        looks.set(tenant, its);
        const people = keptPeople.get(tenant) ?? new MemoryKeptPeople();
        keptPeople.set(tenant, people);
        const what = matters.get(tenant) ?? new MemoryMatters(store);
        matters.set(tenant, what);
        return {
          ...{ journal: store, books: store, rows: store, answers: store },
          ...{ matters: what, looks: its, keptPeople: people },
        };
      };
      return Promise.resolve({ port: { of }, close: nothing });
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

/** Documents by their tenants. */
export interface DocumentsPort {
  of(tenant: string): Documents;
}

export const documentDrivers: readonly Driver<DocumentsPort>[] = [
  {
    name: 'memory',
    open: () => {
      const all = new Map<string, MemoryDocuments>();
      const of = (tenant: string): MemoryDocuments => {
        const documents = all.get(tenant) ?? new MemoryDocuments(tenant);
        all.set(tenant, documents);
        return documents;
      };
      return Promise.resolve({ port: { of }, close: nothing });
    },
  },
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
        port: { of: tenant => stores.of(tenant).documents },
        close: async () => {
          await stores.close();
          await database.drop();
        },
      };
    },
  },
];
