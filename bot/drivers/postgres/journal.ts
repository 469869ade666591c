import type { Entry, TimeZone } from '../../../core/index.ts';
import type { Actor, Head, Journal, Transaction } from '../../ports/index.ts';
import type { AppendQueue } from './append-queue.ts';
import type { Ask } from './ask.ts';
import type { Postgres } from './database.ts';
import { entriesAt, entriesOfBook } from './entries.ts';
import { bytesOfText } from './packed-bytes.ts';
import { storable } from './storable.ts';
import { openCalendar } from './usage-sums.ts';

/** One tenant's journal in PostgreSQL. */
export class PostgresJournal implements Journal {
  readonly #tenant: string;
  readonly #postgres: Postgres;
  readonly #appends: AppendQueue;
  readonly #ask: Ask;

  constructor(tenant: string, postgres: Postgres, appends: AppendQueue) {
    this.#tenant = tenant;
    this.#postgres = postgres;
    this.#appends = appends;
    this.#ask = (...asked) => postgres.rows(...asked);
  }

  entriesAfter(seq: number, limit?: number): Promise<readonly Entry[]> {
    return entriesOfBook(this.#ask, [this.#tenant, null], { after: seq, limit });
  }

  entriesAt(seqs: readonly number[]): Promise<readonly Entry[]> {
    return entriesAt(this.#ask, [this.#tenant, null], seqs);
  }

  async actorsOf(seqs: readonly number[]): Promise<readonly Actor[]> {
    const rows = await this.#postgres.rows(
      `SELECT seq, person FROM credits.actors WHERE tenant = $1 AND book = ${bookOf} AND seq = ANY($2) ORDER BY seq`,
      [this.#tenant, seqs],
      'actors-of',
    );
    return rows.map(({ seq, person }) => ({ seq: Number(seq), person: String(person) }));
  }

  async entry(id: string): Promise<Entry | undefined> {
    const row = await this.#postgres.row(seqOfEntry, [this.#tenant, storable(id), ...callOfEntry(id)], 'entry');
    const [entry] = row === undefined ? [] : await this.entriesAt([Number(row['seq'])]);
    return entry;
  }

  async head(): Promise<Head> {
    const row = await this.#postgres.row(
      'SELECT book, revision, seq FROM credits.books WHERE tenant = $1 AND is_current',
      [this.#tenant],
      'head',
    );
    const number = (name: string): number => Number(row?.[name] ?? 0);
    // Before the first batch there is no book: an empty first one counts as none.
    return number('revision') === 0 && number('book') <= 1
      ? { book: 0, revision: 0, seq: 0 }
      : { book: number('book'), revision: number('revision'), seq: number('seq') };
  }

  async append(after: Head, batch: Transaction): Promise<Head | 'moved-on'> {
    const outcome = () => this.#outcome(after, batch);
    const head = await this.#appends.append({ tenant: this.#tenant, after, batch, outcome });
    const opened = batch.entries.find(entry => entry.kind === 'wallet-opened');
    if (opened !== undefined && head !== 'moved-on') await this.#openCalendar(head, opened.facts.timeZone);
    return head;
  }

  /** Sums of usage are kept from now on. What goes wrong here is done by whoever reads them first: the entry stands. */
  async #openCalendar({ book }: Head, timeZone: TimeZone): Promise<void> {
    this.#appends.opened(this.#tenant, timeZone);
    await openCalendar(this.#postgres, this.#tenant, { book, timeZone }).catch(() => undefined);
  }

  async startAnew(): Promise<void> {
    await this.#postgres.transaction('', async client => {
      // Concurrent resets follow each other. A row is locked wherever it is; so that there is one, a first book is begun.
      await client.query(
        'INSERT INTO credits.books (tenant, book, is_current) VALUES ($1, 1, true) ON CONFLICT DO NOTHING',
        [this.#tenant],
      );
      await client.query('SELECT book FROM credits.books WHERE tenant = $1 FOR UPDATE', [this.#tenant]);
      await client.query('UPDATE credits.books SET is_current = false WHERE tenant = $1 AND is_current', [
        this.#tenant,
      ]);
      const { rows } = await client.query<{ book: number }>(
        'SELECT coalesce(max(book), 1) AS book FROM credits.books WHERE tenant = $1',
        [this.#tenant],
      );
      await client.query('INSERT INTO credits.books (tenant, book, is_current) VALUES ($1, $2, true)', [
        this.#tenant,
        (rows[0]?.book ?? 1) + 1,
      ]);
    });
  }

  prepare(batch: Transaction): void {
    this.#appends.prepare(this.#tenant, batch);
  }

  /** The outcome of an append without a response: undefined when nothing has been written since. */
  async #outcome(after: Head, batch: Transaction): Promise<Head | 'moved-on' | undefined> {
    const head = await this.head();
    if (head.book === after.book && head.revision === after.revision) return undefined;
    const last = batch.entries.at(-1);
    const [stands] = last === undefined ? [] : await this.entriesAfter(last.seq - 1, 1);
    // Rows written without an entry are known rows when the command is decided again: that does no harm.
    if (stands === undefined || stands.hash !== last?.hash) return 'moved-on';
    return { book: head.book, revision: after.revision + 1, seq: last.seq };
  }
}

/** The tenant's present book, as a part of a statement whose first value is the tenant. */
export const bookOf = '(SELECT book FROM credits.books WHERE tenant = $1 AND is_current)';

/** Where an entry is: the id of a call's is `row#version`, of which the table of calls has one. */
const seqOfEntry = `
  SELECT seq FROM credits.entries WHERE tenant = $1 AND book = ${bookOf} AND id = $2
  UNION ALL
  SELECT entry_seq FROM credits.calls WHERE tenant = $1 AND book = ${bookOf} AND id = $3 AND version = $4 AND entry_seq IS NOT NULL
  LIMIT 1`;

function callOfEntry(id: string): readonly [id: Uint8Array | null, version: Uint8Array | null] {
  const mark = id.lastIndexOf('#');
  return mark === -1 ? [null, null] : [bytesOfText(id.slice(0, mark)), bytesOfText(id.slice(mark + 1))];
}
