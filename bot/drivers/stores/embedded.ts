import { accessSync, constants, existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, Stores, StoreState } from '../../ports/index.ts';
import { LowdbDocuments, moveOlderDocuments } from '../lowdb/documents.ts';
import { LoadingDocuments } from '../lowdb/loading-documents.ts';
import { checkFolder } from './check-folder.ts';
import { embeddedPages, loadEmbedded, loadedBooks } from '../sqlite/archive.ts';
import { forgetWitness, SqliteStore } from '../sqlite/store.ts';
import { lockFolder } from '../system/lock.ts';
import { makePrivate } from '../system/private.ts';
import { Timers } from '../system/timers.ts';

/** The embedded store of a folder: money in SQLite, documents that people may want to read as files. */
export function openEmbedded(
  folder: string,
  clock: Clock,
  options: { readonly isMending?: boolean; readonly isLooking?: boolean } = {},
): Stores {
  const file = path.join(folder, 'ledger.sqlite');
  const store = new SqliteStore(file, options);
  if (!store.database.isReadOnly) makePrivate(folder);
  const documentsFolder = path.join(folder, 'documents');
  const loading = new LoadingDocuments(documentsFolder);
  if (!store.database.isReadOnly) {
    // Those of an archive whose loading was killed once its books were there.
    loading.keep(() => loadedBooks(store.database));
    moveOlderDocuments(documentsFolder);
  }
  const documents = new LowdbDocuments(documentsFolder);
  return {
    of: tenant => ({ ...store.of(tenant), documents: documents.of(tenant) }),
    scheduler: new Timers(clock),
    witnesses: [],
    archive: {
      isEmpty: async () =>
        store.database.one('SELECT 1 FROM books LIMIT 1') === undefined && (await documents.all()).length === 0,
      // Async, so that a lock which another holds is a rejection.
      alone: async () => {
        const { release } = lockFolder(folder);
        return Promise.resolve(() => {
          release();
          return Promise.resolve();
        });
      },
      pages: rows => embeddedPages(file, documents, rows),
      load: async pages => {
        await loadEmbedded(store.database, loading, pages);
        forgetWitness(file);
      },
    },
    tenants: () =>
      Promise.resolve(
        store.database
          .all('SELECT DISTINCT tenant FROM books WHERE seq > 0 OR arrivals > 0')
          .map(({ tenant }) => String(tenant)),
      ),
    inspect: tenant => store.inspect(tenant),
    state: () => stateOf(folder, store),
    check: () => Promise.resolve(checkFolder(folder, store.database)),
    close: () => {
      store.close();
      return Promise.resolve();
    },
  };
}

/** With less than this SQLite may not be able to write what comes next. */
const leastFreeBytes = 16 * 1024 * 1024;

/** A store is opened only once its tables are as they should be. */
async function stateOf(folder: string, { database }: SqliteStore): Promise<StoreState> {
  try {
    database.one('SELECT 1');
    const { bavail, bsize } = await statfs(folder);
    const freeBytes = bavail * bsize;
    const isWritable = !database.isReadOnly && mayWrite(folder) && freeBytes >= leastFreeBytes;
    return { isReachable: true, isWritable, isMigrated: true, freeBytes };
  } catch {
    return { isReachable: false, isWritable: false, isMigrated: false, freeBytes: undefined };
  }
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether there is a store in that folder. */
export const hasEmbedded = (folder: string): boolean => existsSync(path.join(folder, 'ledger.sqlite'));
