import type { Entry, HeldRow, Instant, KnownRows, Micros, Window } from '../../../core/index.ts';
import {
  DriverError,
  type Answers,
  type AskedRows,
  type Transaction,
  type Head,
  type Journal,
  type Outbox,
  type Pending,
  type Rows,
  type RowVersion,
  type UsageLine,
  type UsageReport,
  type UsageTotals,
} from '../../../bot/ports/index.ts';
import { RowBook } from './row-book.ts';

interface Queued extends Pending {
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly dueAt: Instant;
}

interface Book {
  readonly book: number;
  revision: number;
  readonly entries: Entry[];
  readonly byId: Map<string, Entry>;
  readonly rows: RowBook;
  readonly outbox: Map<string, Queued>;
  readonly acknowledged: Map<string, string>;
}

const emptyBook = (book: number): Book => ({
  book,
  revision: 0,
  entries: [],
  byId: new Map(),
  rows: new RowBook(),
  outbox: new Map(),
  acknowledged: new Map(),
});

type Begun = Awaited<ReturnType<Answers['begin']>>;

/** Journal, rows, outbox and answers that live as long as the process: for tests and the simulator. */
export class MemoryStore implements Journal, Rows, Outbox, Answers {
  readonly #books = new Map<string, Book>();
  readonly #answers = new Map<string, { readonly at: Instant; readonly until: Instant; readonly kept?: unknown }>();

  entriesAfter(tenant: string, seq: number, limit = Infinity): Promise<readonly Entry[]> {
    return Promise.resolve(this.#book(tenant).entries.slice(seq, seq + limit));
  }

  entry(tenant: string, id: string): Promise<Entry | undefined> {
    return Promise.resolve(this.#book(tenant).byId.get(id));
  }

  head(tenant: string): Promise<Head> {
    const { book, revision, entries } = this.#book(tenant);
    return Promise.resolve({ book, revision, seq: entries.length });
  }

  append(tenant: string, after: Head, batch: Transaction): Promise<Head | 'moved-on'> {
    const book = this.#book(tenant);
    if (book.book !== after.book || book.revision !== after.revision) return Promise.resolve('moved-on');
    const ids = batch.entries.map(({ id }) => id);
    if (new Set(ids).size < ids.length || ids.some(id => book.byId.has(id)))
      return Promise.reject(new DriverError('store-failed', 'the store refused to write: an id is taken'));
    for (const entry of batch.entries) {
      book.entries.push(entry);
      book.byId.set(entry.id, entry);
    }
    book.rows.apply(batch.rowChanges);
    for (const announcement of batch.announcements) {
      if (book.outbox.has(announcement.id)) continue;
      book.outbox.set(announcement.id, { ...announcement, attempts: 0, state: 'waiting', dueAt: 0 });
    }
    book.revision += 1;
    return this.head(tenant);
  }

  startAnew(tenant: string): Promise<void> {
    this.#books.set(tenant, emptyBook(this.#book(tenant).book + 1));
    return Promise.resolve();
  }

  known(tenant: string, { ids, lookAlikes }: AskedRows): Promise<KnownRows> {
    return Promise.resolve(this.#book(tenant).rows.known({ ids, lookAlikeKeys: lookAlikes.map(({ key }) => key) }));
  }

  demandIn(tenant: string, window: Window): Promise<Micros> {
    return Promise.resolve(this.#book(tenant).rows.demandIn(window));
  }

  demandBefore(
    tenant: string,
    call: { readonly id: string; readonly start: Instant; readonly from: Instant },
  ): Promise<Micros> {
    return Promise.resolve(this.#book(tenant).rows.demandBefore(call));
  }

  questions(
    tenant: string,
    { ids, limit }: { readonly ids?: readonly string[]; readonly limit: number },
  ): Promise<readonly HeldRow[]> {
    const held = this.#book(tenant).rows.held();
    return Promise.resolve(held.filter(({ row }) => ids === undefined || ids.includes(row.id)).slice(0, limit));
  }

  versionsOf(tenant: string, id: string): Promise<readonly RowVersion[]> {
    return Promise.resolve(this.#book(tenant).rows.versionsOf(id));
  }

  erase(tenant: string, before: Instant): Promise<number> {
    return Promise.resolve(this.#book(tenant).rows.erase(before));
  }

  totals(tenant: string): Promise<UsageTotals> {
    const { rows } = this.#book(tenant);
    const standing = rows.standing();
    const { corrections, held } = rows.counts();
    return Promise.resolve({
      rowsKnown: standing.length,
      rowsDrawn: standing.filter(({ cost }) => cost > 0).length,
      drawn: standing.reduce((sum, { cost }) => sum + cost, 0),
      corrections,
      questionsLookAlike: held.filter(question => question === 'look-alike').length,
      questionsOtherCurrency: held.filter(question => question === 'other-currency').length,
      secondsAll: standing.reduce((sum, { row }) => sum + row.durationSeconds, 0),
    });
  }

  usage(
    tenant: string,
    range: { readonly from: Instant; readonly to: Instant; readonly top: number },
  ): Promise<UsageReport> {
    const counted = this.#book(tenant)
      .rows.standing()
      .filter(({ start }) => start >= range.from && start <= range.to)
      .map(({ row, creditsCost }) => ({ row, seconds: row.durationSeconds, cost: creditsCost }));
    const by = (labelOf: (row: (typeof counted)[number]['row']) => string): readonly UsageLine[] =>
      [...Map.groupBy(counted, ({ row }) => labelOf(row))]
        .map(([label, calls]) => ({ label, ...totalOf(calls) }))
        .toSorted(
          (one, other) => other.cost - one.cost || other.seconds - one.seconds || (one.label < other.label ? -1 : 1),
        )
        .slice(0, range.top);
    return Promise.resolve({
      ...totalOf(counted),
      byDestination: by(row => row.about.destination),
      byPerson: by(row => row.about.userName),
    });
  }

  claim(
    tenant: string,
    { at, until }: { readonly at: Instant; readonly until: Instant },
  ): Promise<Pending | undefined> {
    const { outbox } = this.#book(tenant);
    const due = [...outbox.values()].find(one => one.state === 'waiting' && one.dueAt <= at);
    if (due !== undefined) outbox.set(due.id, { ...due, dueAt: until });
    return Promise.resolve(due);
  }

  delivered(tenant: string, id: string, _activityId: string): Promise<void> {
    return this.#queue(tenant, id, queued => ({ ...queued, state: 'delivered' }));
  }

  failed(tenant: string, id: string, retryAt: Instant | undefined, _reason: string): Promise<void> {
    return this.#queue(tenant, id, queued => ({
      ...queued,
      attempts: queued.attempts + 1,
      state: retryAt === undefined ? 'given-up' : 'waiting',
      dueAt: retryAt ?? 0,
    }));
  }

  find(
    tenant: string,
    alertId: string,
  ): Promise<{ readonly alert: Pending['alert']; readonly acknowledgedBy: string | undefined } | undefined> {
    const book = this.#book(tenant);
    const queued = [...book.outbox.values()].find(({ alert }) => alert.id === alertId);
    return Promise.resolve(
      queued === undefined ? undefined : { alert: queued.alert, acknowledgedBy: book.acknowledged.get(alertId) },
    );
  }

  acknowledge(tenant: string, alertId: string, by: string): Promise<string> {
    const { acknowledged } = this.#book(tenant);
    const first = acknowledged.get(alertId) ?? by;
    acknowledged.set(alertId, first);
    return Promise.resolve(first);
  }

  begin(tenant: string, key: string, { at, until }: { readonly at: Instant; readonly until: Instant }): Promise<Begun> {
    const before = this.#answers.get(`${tenant} ${key}`);
    if (before !== undefined && 'kept' in before) return Promise.resolve({ kind: 'answered', answer: before.kept });
    if (before !== undefined && before.until > at) return Promise.resolve({ kind: 'under-way' });
    this.#answers.set(`${tenant} ${key}`, { at, until });
    return Promise.resolve({ kind: 'first' });
  }

  keep(tenant: string, key: string, answer: unknown): Promise<void> {
    const before = this.#answers.get(`${tenant} ${key}`);
    if (before !== undefined) this.#answers.set(`${tenant} ${key}`, { ...before, kept: structuredClone(answer) });
    return Promise.resolve();
  }

  drop(tenant: string, key: string): Promise<void> {
    this.#answers.delete(`${tenant} ${key}`);
    return Promise.resolve();
  }

  forget(tenant: string, before: Instant): Promise<void> {
    for (const [key, { at }] of this.#answers)
      if (key.startsWith(`${tenant} `) && at < before) this.#answers.delete(key);
    return Promise.resolve();
  }

  #queue(tenant: string, id: string, change: (queued: Queued) => Queued): Promise<void> {
    const { outbox } = this.#book(tenant);
    const queued = outbox.get(id);
    if (queued !== undefined) outbox.set(id, change(queued));
    return Promise.resolve();
  }

  #book(tenant: string): Book {
    let book = this.#books.get(tenant);
    if (book === undefined) {
      book = emptyBook(0);
      this.#books.set(tenant, book);
    }
    return book;
  }
}

const totalOf = (
  calls: readonly { readonly seconds: number; readonly cost: Micros }[],
): { readonly calls: number; readonly seconds: number; readonly cost: Micros } => ({
  calls: calls.length,
  seconds: calls.reduce((sum, { seconds }) => sum + seconds, 0),
  cost: calls.reduce((sum, { cost }) => sum + cost, 0),
});
