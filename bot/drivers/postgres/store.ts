import type { Clock, Stores } from '../../ports.ts';
import { PostgresAnswers } from './answers.ts';
import { loadPostgres, postgresIsEmpty, postgresPages } from './archive.ts';
import { Postgres } from './database.ts';
import { PostgresDocuments } from './documents.ts';
import { inspectPostgres } from './inspect.ts';
import { PostgresJournal } from './journal.ts';
import { PostgresOutbox } from './outbox.ts';
import { PostgresRows } from './rows.ts';
import { BossScheduler } from './scheduler.ts';

/** The stores in one PostgreSQL, which any number of processes share; brought to the present version first. */
export async function openPostgres(
  url: string,
  { clock, onError = () => undefined }: { readonly clock: Clock; readonly onError?: (error: unknown) => void },
): Promise<Stores> {
  const postgres = new Postgres(url, clock);
  try {
    await postgres.migrate();
  } catch (error) {
    await postgres.close();
    throw error;
  }
  return {
    journal: new PostgresJournal(postgres),
    rows: new PostgresRows(postgres),
    outbox: new PostgresOutbox(postgres),
    answers: new PostgresAnswers(postgres),
    documents: new PostgresDocuments(postgres),
    scheduler: new BossScheduler(url, onError),
    archive: {
      isEmpty: () => postgresIsEmpty(postgres),
      pages: () => postgresPages(postgres),
      load: pages => loadPostgres(postgres, pages),
    },
    inspect: tenant => inspectPostgres(postgres, tenant),
    close: () => postgres.close(),
  };
}
