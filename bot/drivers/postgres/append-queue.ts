import { lineOf } from '../../../core/index.ts';
import type { Head, Transaction } from '../../ports/index.ts';
import { driverErrorOf, isTransient, type Postgres } from './database.ts';
import { rowWrites, type NewRow } from './row-writes.ts';

/** A batch to append to a tenant's journal after a head. */
export interface Append {
  readonly tenant: string;
  readonly after: Head;
  readonly batch: Transaction;
  /** What became of it, where no response came: undefined when nothing has been written since. */
  readonly outcome: () => Promise<Head | 'moved-on' | undefined>;
}

interface Asked extends Append {
  readonly settle: (appended: Head | 'moved-on') => void;
  readonly fail: (error: unknown) => void;
}

/** Concurrent writes; appends that arrive meanwhile are written together by the next one. */
const writers = 2;

/** The most wallets in one statement, so that no wallet waits long for the others. */
const mostTogether = 64;

const firstLook = 1000;

const appendAll = `SELECT credits.append(tenant, book, revision, added, arrived, ids, amounts, entries, actors, rows, descriptions, moves,
                             answered, alerts) AS book
  FROM json_to_recordset($1) AS w (tenant text, book integer, revision bigint, added integer, arrived integer, ids json, amounts text,
                                   entries text, actors json, rows json, descriptions json, moves json, answered json, alerts json)`;

/** The same for one wallet, with its parts as separate parameters: long texts are parsed once less. */
const appendOne = `SELECT credits.append(${Array.from({ length: 14 }, (_, index) => `$${index + 1}`).join(', ')}) AS book`;

/** Appends to all journals in PostgreSQL: wallets that are written at the same time share a transaction, and so its wait for the disk. */
export class AppendQueue {
  readonly #postgres: Postgres;
  readonly #prepared = new WeakMap<Transaction, Parts>();
  #waiting: Asked[] = [];
  #writing = 0;
  #rowsWritten = 0;
  #rowsAtNextLook = firstLook;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  append(append: Append): Promise<Head | 'moved-on'> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ ...append, settle, fail });
      void this.#write();
    });
  }

  /** Does of an append what can be done beforehand. */
  prepare(batch: Transaction): void {
    this.#prepared.set(batch, partsOf(batch));
  }

  #valuesOf({ tenant, after, batch }: Asked): Values {
    const { book, revision } = after;
    return { tenant, book, revision, ...(this.#prepared.get(batch) ?? partsOf(batch)) };
  }

  async #write(): Promise<void> {
    if (this.#writing >= writers) return;
    this.#writing += 1;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, mostTogether);
      try {
        await this.#writeTogether(together);
      } catch (error) {
        // One append that fails must not fail the others: they are written one by one.
        if (together.length === 1) together[0]?.fail(driverErrorOf(error));
        else
          for (const one of together)
            await this.#writeTogether([one]).catch((reason: unknown) => one.fail(driverErrorOf(reason)));
      }
    }
    this.#writing -= 1;
  }

  async #writeTogether(together: readonly Asked[]): Promise<void> {
    // In the same order everywhere, so that two processes that write the same wallets cannot deadlock.
    const asked = together.toSorted((one, other) => (one.tenant < other.tenant ? -1 : 1));
    const parts = asked.map(one => this.#valuesOf(one));
    const [alone] = parts;
    const [text, values, name] =
      parts.length === 1 && alone !== undefined
        ? ([appendOne, Object.values(alone), 'append-one'] as const)
        : ([appendAll, [`[${parts.map(jsonOf).join(',')}]`], 'append-all'] as const);
    for (let tries = 0; ; tries += 1) {
      try {
        const rows = await this.#postgres.once(text, values, name);
        for (const [index, one] of asked.entries()) one.settle(headAfter(one, rows[index]?.['book']));
        this.#grown(asked);
        return;
      } catch (error) {
        if (!isTransient(error) || (await this.#postgres.backOff(tries)) === 'given-up') throw error;
        // The connection may have been lost after the commit: the outcome is looked up, never assumed.
        const known = await Promise.all(asked.map(one => one.outcome()));
        if (known.every(outcome => outcome === undefined)) continue;
        for (const [index, one] of asked.entries()) one.settle(known[index] ?? 'moved-on');
        return;
      }
    }
  }

  /**
   * Plans depend on the tables' statistics, which autovacuum updates once a minute at most: an import that begins in empty tables would
   * scan them for every page. So they are analyzed each time that the rows written have doubled.
   */
  #grown(asked: readonly Asked[]): void {
    for (const { batch } of asked) this.#rowsWritten += batch.rowChanges.length;
    if (this.#rowsWritten < this.#rowsAtNextLook) return;
    this.#rowsAtNextLook = this.#rowsWritten * 2;
    // If it fails, autovacuum does the same later.
    void this.#postgres
      .rows('ANALYZE credits.rows, credits.entries, credits.usage_days, credits.usage_months')
      .catch(() => undefined);
  }
}

function headAfter({ after, batch }: Asked, book: unknown): Head | 'moved-on' {
  if (typeof book !== 'number') return 'moved-on';
  return { book, revision: after.revision + 1, seq: after.seq + batch.entries.length };
}

/**
 * A batch as arguments of `credits.append`, in its order: the counts of entries and rows, then lists (lines for amounts and entries, JSON
 * for the others), null where they are empty.
 */
interface Parts {
  readonly added: number;
  readonly arrived: number;
  readonly ids: string | null;
  readonly amounts: string | null;
  readonly entries: string | null;
  readonly actors: string | null;
  readonly rows: string | null;
  readonly descriptions: string | null;
  readonly moves: string | null;
  readonly answered: string | null;
  readonly alerts: string | null;
}

/** The values of `credits.append`, in its order. */
interface Values extends Parts {
  readonly tenant: string;
  readonly book: number;
  readonly revision: number;
}

function partsOf(batch: Transaction): Parts {
  const seqOfCall = new Map<string, number>();
  for (const { kind, id, seq } of batch.entries) if (kind === 'call-drawn') seqOfCall.set(id, seq);
  const writes = rowWrites(batch.rowChanges, seqOfCall);
  return {
    added: batch.entries.length,
    arrived: writes.rows.length,
    ids: listOf(batch.entries.map(({ id }) => id)),
    amounts: linesOf(batch.entries.map(({ postings }) => `{${postings.map(({ amount }) => amount).join(',')}}`)),
    entries: linesOf(batch.entries.map(lineOf)),
    actors: listOf(batch.actors),
    rows: writes.rows.length === 0 ? null : `[${writes.rows.map(rowJson).join(',')}]`,
    descriptions: listOf(writes.descriptions),
    moves: listOf(writes.moves),
    answered: listOf(writes.answered),
    // To no conversation: who is told of it is found out when it is taken up.
    alerts: listOf(
      batch.alerts.map(alert => ({
        id: alert.id,
        alert_id: alert.id,
        conversation_id: '',
        alert: JSON.stringify(alert),
      })),
    ),
  };
}

/** One wallet's values as a JSON object; lists that are JSON already are inserted as they are. */
function jsonOf({ tenant, book, revision, added, arrived, amounts, entries, ...lists }: Values): string {
  const about = JSON.stringify({ tenant, book, revision, added, arrived, amounts, entries }).slice(0, -1);
  const given = Object.entries(lists).flatMap(([name, json]) => (json === null ? [] : [`,"${name}":${json}`]));
  return `${about}${given.join('')}}`;
}

/** The description is JSON already, and is inserted as it is. */
const rowJson = ({ about, ...row }: NewRow): string => `${JSON.stringify(row).slice(0, -1)},"about":${about}}`;

/** Neither JSON as written here nor a list of amounts has a line end of its own. */
const linesOf = (lines: readonly string[]): string | null => (lines.length === 0 ? null : lines.join('\n'));

const listOf = (items: readonly unknown[]): string | null => (items.length === 0 ? null : JSON.stringify(items));
