import type { Clock, Stores } from '../../ports/index.ts';
import { PostgresAnswers } from './answers.ts';
import { AppendQueue } from './append-queue.ts';
import { loadPostgres, postgresIsEmpty, postgresPages } from './archive.ts';
import { bringForwardTables } from './bring-forward.ts';
import { checkPostgres } from './check.ts';
import { Postgres } from './database.ts';
import {
  catchUpDistribution,
  distributeTables,
  dropRouted,
  refuseEarlierSpread,
  refuseWorker,
  workersOf,
} from './distribute-tables.ts';
import { PostgresDocuments } from './documents.ts';
import { inspectPostgres } from './inspect.ts';
import { PostgresJournal } from './journal.ts';
import { PostgresKeptPeople } from './kept-people.ts';
import { PostgresLooks } from './looks.ts';
import { PostgresMatters } from './matters.ts';
import { PostgresOutbox } from './outbox.ts';
import { PostgresRows } from './rows.ts';
import { PostgresTenantBooks } from './tenant-books.ts';
import { BossScheduler } from './scheduler.ts';
import { catchUpUsage } from './usage-sums.ts';
import { PostgresWitness } from './witness.ts';

export interface StoreOptions {
  readonly clock: Clock;
  readonly as: 'bot' | 'operator';
  /** The most connections to PostgreSQL, beside those of the scheduler; 10 when left out. */
  readonly connections?: number;
  readonly onError?: (error: unknown) => void;
  /** Set to load an archive: a folder that has lost its last commits, or its database, is opened all the same. */
  readonly isMending?: boolean;
  /** Set by whoever changes nothing: a store of an earlier version is refused, and not brought forward. */
  readonly isLooking?: boolean;
}

/** Opens the stores in one PostgreSQL, which any number of processes share, and migrates it first, unless it is only looked at. */
export async function openPostgres(
  url: string,
  { clock, as, connections = 10, onError = () => undefined, isLooking = false }: StoreOptions,
): Promise<Stores> {
  const postgres = new Postgres(url, { clock, as, connections });
  try {
    await refuseWorker(postgres);
    // It is connected by now, and so seen by whoever would begin to move it.
    if (as === 'bot') await postgres.refuseWhileMoved();
    if (isLooking) await postgres.refuseOtherVersions();
    else {
      await refuseEarlierSpread(postgres);
      await dropRouted(postgres);
      await postgres.migrate();
    }
    if (!isLooking) {
      await catchUpDistribution(postgres);
      await bringForwardTables(postgres);
      await catchUpUsage(postgres);
    }
  } catch (error) {
    await postgres.close();
    throw error;
  }
  const appends = new AppendQueue(postgres);
  return {
    of: tenant => ({
      journal: new PostgresJournal(tenant, postgres, appends),
      books: new PostgresTenantBooks(tenant, postgres),
      rows: new PostgresRows(tenant, postgres),
      matters: new PostgresMatters(tenant, postgres, new PostgresOutbox(tenant, postgres)),
      answers: new PostgresAnswers(tenant, postgres),
      looks: new PostgresLooks(tenant, postgres),
      keptPeople: new PostgresKeptPeople(tenant, postgres),
      documents: new PostgresDocuments(tenant, postgres),
    }),
    scheduler: new BossScheduler(url, onError),
    witnesses: [new PostgresWitness(postgres)],
    archive: {
      isEmpty: () => postgresIsEmpty(postgres),
      alone: () => postgres.alone(),
      pages: rows => postgresPages(postgres, rows),
      load: pages => loadPostgres(postgres, pages),
    },
    tenants: async () =>
      (await postgres.rows('SELECT DISTINCT tenant FROM credits.books WHERE seq > 0 OR arrivals > 0', [])).map(
        ({ tenant }) => String(tenant),
      ),
    cluster: { workers: () => workersOf(postgres), distribute: () => distributeTables(postgres) },
    inspect: tenant => inspectPostgres(postgres, tenant),
    state: () => postgres.state(),
    check: () => checkPostgres(postgres),
    close: () => postgres.close(),
  };
}
