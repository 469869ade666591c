import type { TimeZone } from '../../../core/index.ts';
import type { Head, Transaction } from '../../ports/index.ts';
import { appendParts, type AppendParts, type AppendValues } from './append-statement.ts';
import { AppendRoutes } from './append-routes.ts';
import { driverErrorOf, isMisrouted, isTransient, type Postgres } from './database.ts';
import { WalletZones } from './usage-sums.ts';

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

/** Those who wait to be written to one place. */
interface Lane {
  readonly waiting: Asked[];
  writing: number;
}

/** Concurrent writes to a place; appends that arrive meanwhile are written together by the next one. */
const writers = 2;

/** The most wallets in one statement, so that no wallet waits long for the others. */
const mostTogether = 64;

const firstLook = 1000;

/** Of calls only what statements search by: a sample of all 26 columns costs four times as much. */
const analyze = `ANALYZE credits.calls (tenant, book, arrival, id, start, state), credits.draws, credits.usage_days, credits.usage_months`;

/** Appends to all journals in PostgreSQL: wallets that are written at the same time share a transaction, and so its wait for the disk. */
export class AppendQueue {
  readonly #postgres: Postgres;
  readonly #prepared = new WeakMap<Transaction, AppendParts>();
  readonly #routes: AppendRoutes;
  readonly #zones: WalletZones;
  readonly #lanes = new Map<string, Lane>();
  #rowsWritten = 0;
  #rowsAtNextLook = firstLook;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
    this.#routes = new AppendRoutes(postgres);
    this.#zones = new WalletZones(postgres);
  }

  async append(append: Append): Promise<Head | 'moved-on'> {
    const { tenant, batch } = append;
    const [place] = await Promise.all([
      this.#routes.of(tenant),
      // Known when what is written is prepared.
      batch.rowChanges.length > 0 && this.#zones.of(tenant),
    ]);
    const lane = this.#laneOf(place);
    return new Promise((settle, fail) => {
      lane.waiting.push({ ...append, settle, fail });
      void this.#write(lane);
    });
  }

  #laneOf(place: string): Lane {
    const lane = this.#lanes.get(place) ?? { waiting: [], writing: 0 };
    this.#lanes.set(place, lane);
    return lane;
  }

  /** Does of an append what can be done beforehand. */
  prepare(tenant: string, batch: Transaction): void {
    this.#prepared.set(batch, appendParts(batch, this.#zones.known(tenant)));
  }

  /** A wallet is opened in a zone. */
  opened(tenant: string, timeZone: TimeZone): void {
    this.#zones.opened(tenant, timeZone);
  }

  #valuesOf({ tenant, after, batch }: Asked): AppendValues {
    const { book, revision } = after;
    return { tenant, book, revision, ...(this.#prepared.get(batch) ?? appendParts(batch, this.#zones.known(tenant))) };
  }

  async #write(lane: Lane): Promise<void> {
    if (lane.writing >= writers) return;
    lane.writing += 1;
    while (lane.waiting.length > 0) {
      const together = lane.waiting.splice(0, mostTogether);
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
    lane.writing -= 1;
  }

  async #writeTogether(together: readonly Asked[]): Promise<void> {
    // In the same order everywhere, so that two processes that write the same wallets cannot deadlock.
    const asked = together.toSorted((one, other) => (one.tenant < other.tenant ? -1 : 1));
    const parts = asked.map(one => this.#valuesOf(one));
    const { text, values, name } = await this.#routes.statement(parts);
    for (let tries = 0; ; tries += 1) {
      try {
        const rows = await this.#postgres.once(text, values, name);
        for (const [index, one] of asked.entries()) one.settle(headAfter(one, rows[index]?.['book']));
        this.#grown(asked);
        return;
      } catch (error) {
        if (isMisrouted(error)) this.#routes.forget();
        // Each alone is sent to where its rows are now.
        if (isMisrouted(error) && asked.length > 1) throw error;
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
    void this.#postgres.rows(analyze).catch(() => undefined);
  }
}

function headAfter({ after, batch }: Asked, book: unknown): Head | 'moved-on' {
  if (typeof book !== 'number') return 'moved-on';
  return { book, revision: after.revision + 1, seq: after.seq + batch.entries.length };
}
