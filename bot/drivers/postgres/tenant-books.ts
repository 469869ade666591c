import type { PoolClient } from 'pg';
import type { Entry } from '../../../core/index.ts';
import { seqOfAlert, type Head, type NextBook, type TenantBooks } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { neverLate } from '../stored/late-billing.ts';
import { askOf } from './ask.ts';
import { callPages, insertCalls, rowsOfBookEntries } from './call-table.ts';
import type { Postgres } from './database.ts';
import { entriesOfBook, insertRuns, insertTexts, writtenEntry } from './entries.ts';
import { noteBilledBook } from './late-billing.ts';
import type { StoredTypes } from './stored-types.ts';

const pageRows = 2000;

/** One tenant's books in PostgreSQL. */
export class PostgresTenantBooks implements TenantBooks {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  async all(): Promise<readonly Head[]> {
    const books = await this.#postgres.rows(
      'SELECT book, revision, seq FROM credits.books WHERE tenant = $1 ORDER BY book',
      [this.#tenant],
    );
    return books.map(headOf);
  }

  entriesOf(book: number, seq: number, limit?: number): Promise<readonly Entry[]> {
    return entriesOfBook((...asked) => this.#postgres.rows(...asked), [this.#tenant, book], { after: seq, limit });
  }

  async leadOn(old: Head, next: NextBook): Promise<Head | 'moved-on'> {
    const types = await this.#postgres.types();
    return this.#postgres.transaction('', async client => {
      const { rows: left } = await client.query(
        `UPDATE credits.books SET is_current = false WHERE tenant = $1 AND book = $2 AND revision = $3 AND is_current RETURNING book`,
        [this.#tenant, old.book, old.revision],
      );
      if (left.length === 0) return 'moved-on';
      const head = { book: await this.#begin(client), revision: 1, seq: next.seq };
      const arrivals = await this.#copyRows(client, types, old.book, { ...head, stateOf: next.stateOf });
      // What entries say of calls is kept with these.
      await this.#leadEntries(client, types, old.book, { book: head.book, ...next });
      await noteBilledBook(askOf(client), [this.#tenant, head.book], pageRows);
      await this.#copyBeside(client, old.book, head);
      await client.query(
        'UPDATE credits.books SET revision = $3, seq = $4, arrivals = $5 WHERE tenant = $1 AND book = $2',
        [...[this.#tenant, head.book, head.revision, head.seq, arrivals]],
      );
      return head;
    });
  }

  /** The number of a new book, which is the present one. */
  async #begin(client: PoolClient): Promise<number> {
    const { rows } = await client.query<{ book: number }>(
      `INSERT INTO credits.books (tenant, book, is_current)
        SELECT $1, max(book) + 1, true FROM credits.books WHERE tenant = $1 RETURNING book`,
      [this.#tenant],
    );
    return rows[0]?.book ?? 0;
  }

  async #leadEntries(
    client: PoolClient,
    types: StoredTypes,
    old: number,
    { book: number, seq, lead }: NextBook & { readonly book: number },
  ): Promise<void> {
    const ask = askOf(client);
    const book = [this.#tenant, number] as const;
    const drawn = await rowsOfBookEntries(ask, book);
    for (let after = 0; after < seq; after += pageRows) {
      const entries = lead(
        await entriesOfBook(ask, [this.#tenant, old], { after, limit: Math.min(pageRows, seq - after) }),
      );
      const texts = await insertRuns(ask, types, book, { entries, drawn });
      await insertTexts(ask, types, book, texts.map(writtenEntry));
    }
  }

  /** Returns how many came along. */
  async #copyRows(
    client: PoolClient,
    types: StoredTypes,
    old: number,
    { book, seq, stateOf }: Head & Pick<NextBook, 'stateOf'>,
  ): Promise<number> {
    const ask = askOf(client);
    const { rows: found } = await client.query<{ last: number | null }>(
      'SELECT max(arrival) AS last FROM credits.calls WHERE tenant = $1 AND book = $2 AND entry_seq <= $3',
      [this.#tenant, old, seq],
    );
    const lastKept = found[0]?.last ?? 0;
    let copied = 0;
    for await (const page of callPages(client, [this.#tenant, old], 'as-they-are')) {
      const kept = page.flatMap(row => {
        const state = stateOf({ ...row, wasKnown: row.arrival <= lastKept });
        if (state === undefined) return [];
        copied += 1;
        return [{ ...row, state, arrival: copied, late: neverLate }];
      });
      await insertCalls(ask, types, [this.#tenant, book], kept);
    }
    return copied;
  }

  /** Who caused the entries, and the alerts that they raised. */
  async #copyBeside(client: PoolClient, old: number, { book, seq }: Head): Promise<void> {
    await client.query(
      `INSERT INTO credits.actors (tenant, book, seq, person)
        SELECT tenant, $3, seq, person FROM credits.actors WHERE tenant = $1 AND book = $2 AND seq <= $4`,
      [this.#tenant, old, book, seq],
    );
    const { rows: known } = await client.query<{ alert: string }>(
      'SELECT DISTINCT alert_id AS alert FROM credits.outbox WHERE tenant = $1 AND book = $2',
      [this.#tenant, old],
    );
    const alerts = known.map(({ alert }) => alert).filter(alert => seqOfAlert(alert) <= seq);
    const values = [this.#tenant, old, book, alerts];
    await client.query(
      `INSERT INTO credits.outbox (tenant, book, id, alert_id, conversation_id, alert, state, attempts, due_at, activity_id, reason)
        SELECT tenant, $3, id, alert_id, conversation_id, alert, state, attempts, due_at, activity_id, reason
          FROM credits.outbox WHERE tenant = $1 AND book = $2 AND alert_id = ANY ($4) ORDER BY arrival`,
      values,
    );
    await client.query(
      `INSERT INTO credits.acknowledgements (tenant, book, alert_id, name)
        SELECT tenant, $3, alert_id, name FROM credits.acknowledgements WHERE tenant = $1 AND book = $2 AND alert_id = ANY ($4)`,
      values,
    );
  }
}

const headOf = ({ book, revision, seq }: Columns): Head => ({
  book: Number(book),
  revision: Number(revision),
  seq: Number(seq),
});
