import {
  total,
  usageKeysOf,
  type Alert,
  type CallMix,
  type DrawingCall,
  type Entry,
  type HeldRow,
  type IdentifiedRow,
  type Instant,
  type KnownRows,
  type Micros,
  type TimeZone,
  type UsageKey,
  type Window,
} from '../../../core/index.ts';
import {
  DriverError,
  seqOfAlert,
  type Actor,
  type Answers,
  type AskedCalls,
  type AskedQuestions,
  type AskedRows,
  type CallPage,
  type DayUsage,
  type Transaction,
  type Head,
  type Journal,
  type LastCaller,
  type LateCharge,
  type NextBook,
  type PersonCall,
  type PersonUsage,
  type Rows,
  type RowVersion,
  type TenantBooks,
  type UsageRanking,
  type UsageSums,
  type UsageTotals,
} from '../../../bot/ports/index.ts';
import { scanLate } from './late.ts';
import { RowBook } from './row-book.ts';
import { ScannedUsage } from './usage.ts';

interface Book {
  readonly book: number;
  revision: number;
  readonly entries: Entry[];
  readonly actors: Actor[];
  readonly byId: Map<string, Entry>;
  rows: RowBook;
  readonly alerts: Map<string, { readonly alert: Alert; readonly isTaken: boolean }>;
}

const emptyBook = (book: number): Book => ({
  book,
  revision: 0,
  entries: [],
  actors: [],
  byId: new Map(),
  rows: new RowBook(),
  alerts: new Map(),
});

type Begun = Awaited<ReturnType<Answers['begin']>>;

/** Journal, rows, alerts and answers that live as long as the process: for tests and the simulator. */
export class MemoryStore implements Journal, TenantBooks, Rows, Answers {
  #current: Book = emptyBook(0);
  readonly #former: Book[] = [];
  readonly #answers = new Map<string, { readonly at: Instant; readonly until: Instant; readonly kept?: unknown }>();

  entriesAfter(seq: number, limit = Infinity): Promise<readonly Entry[]> {
    return Promise.resolve(this.#current.entries.slice(seq, seq + limit));
  }

  entriesAt(seqs: readonly number[]): Promise<readonly Entry[]> {
    return Promise.resolve(this.#current.entries.filter(({ seq }) => seqs.includes(seq)));
  }

  actorsOf(seqs: readonly number[]): Promise<readonly Actor[]> {
    return Promise.resolve(this.#current.actors.filter(({ seq }) => seqs.includes(seq)));
  }

  entry(id: string): Promise<Entry | undefined> {
    return Promise.resolve(this.#current.byId.get(id));
  }

  head(): Promise<Head> {
    const { book, revision, entries } = this.#current;
    return Promise.resolve({ book, revision, seq: entries.length });
  }

  append(after: Head, batch: Transaction): Promise<Head | 'moved-on'> {
    const book = this.#current;
    if (book.book !== after.book || book.revision !== after.revision) return Promise.resolve('moved-on');
    const ids = batch.entries.map(({ id }) => id);
    if (new Set(ids).size < ids.length || ids.some(id => book.byId.has(id)))
      return Promise.reject(new DriverError('store-failed', 'the store refused to write: an id is taken'));
    for (const entry of batch.entries) {
      book.entries.push(entry);
      book.byId.set(entry.id, entry);
    }
    book.actors.push(...batch.actors);
    book.rows.apply(batch.rowChanges);
    for (const alert of batch.alerts)
      if (!book.alerts.has(alert.id)) book.alerts.set(alert.id, { alert, isTaken: false });
    book.revision += 1;
    return this.head();
  }

  startAnew(): Promise<void> {
    this.#former.push(this.#current);
    this.#current = emptyBook(this.#current.book + 1);
    return Promise.resolve();
  }

  all(): Promise<readonly Head[]> {
    return Promise.resolve(
      [...this.#former, this.#current].map(({ book, revision, entries }) => ({ book, revision, seq: entries.length })),
    );
  }

  entriesOf(book: number, seq: number, limit = Infinity): Promise<readonly Entry[]> {
    const asked = [...this.#former, this.#current].find(one => one.book === book);
    return Promise.resolve(asked?.entries.slice(seq, seq + limit) ?? []);
  }

  leadOn(old: Head, { seq, lead, stateOf }: NextBook): Promise<Head | 'moved-on'> {
    const before = this.#current;
    if (before.book !== old.book || before.revision !== old.revision) return Promise.resolve('moved-on');
    const seqOfCall = (id: string) => before.byId.get(id)?.seq;
    const entries = lead(before.entries.slice(0, seq));
    const next = {
      ...emptyBook(before.book + 1),
      revision: 1,
      entries: [...entries],
      byId: new Map(entries.map(entry => [entry.id, entry])),
      rows: before.rows.ledOn(stateOf, seqOfCall, entries.length),
      alerts: new Map([...before.alerts].filter(([id]) => seqOfAlert(id) <= entries.length)),
    };
    this.#former.push(before);
    this.#current = next;
    return this.head();
  }

  known({ ids, lookAlikes, lookAlikesAmong }: AskedRows): Promise<KnownRows> {
    const { rows } = this.#current;
    const known = rows.known({ ids, lookAlikeKeys: lookAlikes.map(({ key }) => key) });
    return Promise.resolve(
      lookAlikesAmong === undefined ? known : { ...known, lookAlikes: rows.everDrawn(lookAlikes) },
    );
  }

  demandIn(window: Window): Promise<Micros> {
    return Promise.resolve(this.#current.rows.demandIn(window));
  }

  demandBefore(call: { readonly id: string; readonly start: Instant; readonly from: Instant }): Promise<Micros> {
    return Promise.resolve(this.#current.rows.demandBefore(call));
  }

  drawing({ after, limit }: { readonly after?: DrawingCall | undefined; readonly limit: number }) {
    const calls = this.#current.rows.drawing();
    const from = after === undefined ? 0 : calls.findIndex(({ id }) => id === after.id) + 1;
    return Promise.resolve(calls.slice(from, from + limit));
  }

  questions({ ids, question, limit }: AskedQuestions): Promise<readonly HeldRow[]> {
    const held = this.#current.rows.held().filter(one => {
      if (ids !== undefined) return ids.includes(one.row.id);
      return question === undefined || one.question === question;
    });
    return Promise.resolve(held.slice(0, limit));
  }

  versionsOf(id: string): Promise<readonly RowVersion[]> {
    return Promise.resolve(this.#current.rows.versionsOf(id));
  }

  erasable(before: Instant): Promise<number> {
    const erasable = [...this.#former, this.#current].map(({ rows }) => rows.erasable(before));
    return Promise.resolve(erasable.reduce((sum, count) => sum + count, 0));
  }

  erase(before: Instant): Promise<number> {
    const erased = [...this.#former, this.#current].map(({ rows }) => rows.erase(before));
    return Promise.resolve(erased.reduce((sum, count) => sum + count, 0));
  }

  complete(rows: readonly IdentifiedRow[]): Promise<number> {
    return Promise.resolve(this.#current.rows.complete(rows));
  }

  forgetErased(): Promise<void> {
    return Promise.resolve();
  }

  totals(): Promise<UsageTotals> {
    const { rows } = this.#current;
    const standing = rows.standing();
    const { corrections, held } = rows.counts();
    return Promise.resolve({
      rowsKnown: standing.length,
      rowsDrawn: standing.filter(({ cost }) => cost > 0).length,
      drawn: total(standing.map(({ cost }) => cost)),
      corrections,
      questionsLookAlike: held.filter(question => question === 'look-alike').length,
      questionsErased: held.filter(question => question === 'erased').length,
      questionsUnknownCapability: held.filter(question => question === 'unknown-capability').length,
      questionsOtherCurrency: held.filter(question => question === 'other-currency').length,
      secondsAll: standing.reduce((sum, { row }) => sum + row.durationSeconds, 0),
    });
  }

  wrongSum(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  usage(asked: Parameters<Rows['usage']>[0]): Promise<UsageSums> {
    return Promise.resolve(this.#usage().usage(asked));
  }

  usageByDay(asked: Parameters<Rows['usageByDay']>[0]): Promise<readonly DayUsage[]> {
    return Promise.resolve(this.#usage().byDay(asked));
  }

  costsByDay(asked: Parameters<Rows['costsByDay']>[0]): ReturnType<Rows['costsByDay']> {
    return Promise.resolve(this.#usage().costsByDay(asked));
  }

  peopleOfMonth(asked: Parameters<Rows['peopleOfMonth']>[0]): Promise<readonly PersonUsage[]> {
    return Promise.resolve(this.#usage().peopleOfMonth(asked));
  }

  lateOfMonth({ month, after, limit }: Parameters<Rows['lateOfMonth']>[0]): Promise<readonly LateCharge[]> {
    const { entries, rows } = this.#current;
    const late = scanLate(entries, id => rows.versionsOf(id), { month, timeZone: this.#timeZone });
    const from = after === undefined ? 0 : late.findIndex(({ key }) => key === after) + 1;
    return Promise.resolve(late.slice(from, from + limit));
  }

  callMix(window: Window): Promise<readonly CallMix[]> {
    return Promise.resolve(this.#usage().callMix(window));
  }

  callsOf(asked: Parameters<Rows['callsOf']>[0]): Promise<readonly PersonCall[]> {
    return Promise.resolve(this.#usage().callsOf(asked));
  }

  callersOf(rowIds: readonly string[]): Promise<ReadonlyMap<string, UsageKey>> {
    const callers = rowIds.flatMap(id => {
      const versions = this.#current.rows.versionsOf(id).filter(({ row }) => row.id === id);
      const found = versions.find(({ state }) => state === 'standing') ?? versions.at(-1);
      return found === undefined ? [] : [[id, usageKeysOf(found.row.about).person] as const];
    });
    return Promise.resolve(new Map(callers));
  }

  lastCallers(keys: readonly string[]): Promise<ReadonlyMap<string, LastCaller>> {
    return Promise.resolve(this.#usage().lastCallers(keys));
  }

  ranked(asked: Parameters<Rows['ranked']>[0]): Promise<UsageRanking> {
    return Promise.resolve(this.#usage().ranked(asked));
  }

  calls(asked: AskedCalls): Promise<CallPage> {
    return Promise.resolve(this.#usage().calls(asked));
  }

  #usage(): ScannedUsage {
    return new ScannedUsage(this.#current.rows.standing(), this.#timeZone);
  }

  get #timeZone(): TimeZone {
    return this.#current.entries.find(entry => entry.kind === 'wallet-opened')?.facts.timeZone ?? 'UTC';
  }

  /** What entries announced and nobody has taken up, oldest first. */
  waiting(): readonly Alert[] {
    return [...this.#current.alerts.values()].flatMap(({ alert, isTaken }) => (isTaken ? [] : [alert]));
  }

  take(ids: readonly string[]): void {
    const { alerts } = this.#current;
    for (const id of ids) {
      const kept = alerts.get(id);
      if (kept !== undefined) alerts.set(id, { ...kept, isTaken: true });
    }
  }

  begin(key: string, { at, leaseMs }: { readonly at: Instant; readonly leaseMs: number }): Promise<Begun> {
    const before = this.#answers.get(key);
    if (before !== undefined && 'kept' in before) return Promise.resolve({ kind: 'answered', answer: before.kept });
    if (before !== undefined && before.until > at) return Promise.resolve({ kind: 'under-way' });
    this.#answers.set(key, { at, until: at + leaseMs });
    return Promise.resolve({ kind: 'first' });
  }

  keep(key: string, answer: unknown): Promise<void> {
    const before = this.#answers.get(key);
    if (before !== undefined) this.#answers.set(key, { ...before, kept: structuredClone(answer) });
    return Promise.resolve();
  }

  drop(key: string): Promise<void> {
    this.#answers.delete(key);
    return Promise.resolve();
  }

  forget(before: Instant): Promise<void> {
    for (const [key, { at }] of this.#answers) if (at < before) this.#answers.delete(key);
    return Promise.resolve();
  }
}
