import type { Alert, Instant, Matter } from '../../../core/index.ts';
import type {
  DestinationState,
  EarlierCard,
  KeptMatter,
  Matters,
  MattersChange,
  Post,
  Wanted,
} from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { destinationStateOf, endedBefore, keptMattersIn, matterIn, matterRowOf } from '../stored/matter.ts';
import type { Database } from './database.ts';
import { hasMatters, insertInto, isPostIntact, makeDue, overPost, postIn, postRowOf } from './matter-tables.ts';
import type { SqliteOutbox } from './outbox.ts';

interface Lease {
  readonly until: Instant;
  /** Whether it was addressed since. */
  isCalled: boolean;
}

/**
 * Matters and posts in SQLite. One process alone delivers from a folder: leases are its own, and end with it, so that what was under way is
 * due at once after a restart.
 */
export class SqliteMatters implements Matters {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #outbox: SqliteOutbox;
  readonly #isThere: boolean;
  readonly #leases = new Map<string, Lease>();

  constructor(tenant: string, database: Database, outbox: SqliteOutbox) {
    this.#tenant = tenant;
    this.#database = database;
    this.#outbox = outbox;
    this.#isThere = hasMatters(database);
  }

  async current(): Promise<{ readonly matters: readonly KeptMatter[]; readonly next: number }> {
    // The number first: one that another process begins meanwhile is then refused, and not taken for another matter.
    const [last] = this.#all('SELECT max(number) AS last FROM matters WHERE tenant = ?');
    const rows = this.#all('SELECT * FROM matters WHERE tenant = ? AND isRetired = 0 ORDER BY number');
    return Promise.resolve({ matters: keptMattersIn(rows), next: Number(last?.['last'] ?? 0) + 1 });
  }

  async find(id: string): Promise<Matter | undefined> {
    const [row] = this.#all('SELECT * FROM matters WHERE tenant = ? AND id = ?', id);
    return Promise.resolve(matterIn(row));
  }

  async latestOf(subject: string): Promise<Matter | undefined> {
    const sql = 'SELECT * FROM matters WHERE tenant = ? AND subject = ? ORDER BY number DESC LIMIT 1';
    return Promise.resolve(matterIn(this.#all(sql, subject)[0]));
  }

  async all(): Promise<readonly Matter[]> {
    const rows = this.#all('SELECT * FROM matters WHERE tenant = ? ORDER BY number');
    return Promise.resolve(keptMattersIn(rows).map(({ matter }) => matter));
  }

  async replace(of: Matter, from: number): Promise<boolean> {
    const { id, subject, version, matter, checksum } = matterRowOf(of);
    return Promise.resolve(
      this.#database.transaction(() => {
        if (this.#versionOf(id) !== from) return false;
        this.#database.run(
          'UPDATE matters SET subject = ?, version = ?, isRetired = 0, matter = ?, checksum = ? WHERE tenant = ? AND id = ?',
          ...[subject, version, matter, checksum, this.#tenant, id],
        );
        return true;
      }),
    );
  }

  async write({ changed, taken, retired }: MattersChange): Promise<'written' | 'moved-on'> {
    return Promise.resolve(
      this.#database.transaction(() => {
        if (changed.some(({ matter, from }) => this.#versionOf(matter.id) !== from)) return 'moved-on';
        for (const { matter } of changed) this.#write(matter);
        this.#outbox.take(taken);
        for (const id of retired)
          this.#database.run('UPDATE matters SET isRetired = 1 WHERE tenant = ? AND id = ?', this.#tenant, id);
        return 'written';
      }),
    );
  }

  async address(matter: string, version: number, wanted: readonly Wanted[]): Promise<void> {
    this.#database.transaction(() => {
      makeDue(this.#database, this.#tenant, matter, wanted);
      this.#database.run(
        'UPDATE matters SET addressed = ? WHERE tenant = ? AND id = ? AND addressed < ?',
        ...[version, this.#tenant, matter, version],
      );
    });
    for (const { destination } of wanted) this.#call(matter, destination);
    return Promise.resolve();
  }

  async addressAgain(matters: readonly string[], destinations: readonly string[], dueAt: Instant): Promise<void> {
    const rows = this.#all(
      `UPDATE posts SET dueAt = ?2 WHERE tenant = ?1 AND matter IN (SELECT value FROM json_each(?3))
          AND destination IN (SELECT value FROM json_each(?4)) RETURNING matter, destination`,
      ...[dueAt, JSON.stringify(matters), JSON.stringify(destinations)],
    );
    for (const { matter, destination } of rows) this.#call(String(matter), String(destination));
    return Promise.resolve();
  }

  async claim({ at, leaseMs, limit }: Parameters<Matters['claim']>[0]): Promise<readonly Post[]> {
    for (const [key, { until }] of this.#leases) if (until <= at) this.#leases.delete(key);
    // The keys alone, which the index has: those that are leased come first, and may be many.
    const due = this.#all(
      'SELECT matter, destination FROM posts WHERE tenant = ? AND dueAt <= ? ORDER BY dueAt, matter, destination LIMIT ?',
      ...[at, limit + this.#leases.size],
    ).map(row => ({ matter: String(row['matter']), destination: String(row['destination']) }));
    const free = due
      .filter(key => !this.#leases.has(leaseOf(key)))
      .slice(0, limit)
      .flatMap(({ matter, destination }) =>
        this.#all('SELECT * FROM posts WHERE tenant = ? AND matter = ? AND destination = ?', matter, destination),
      )
      .map(postIn);
    for (const post of free) this.#leases.set(leaseOf(post), { until: at + leaseMs, isCalled: false });
    return Promise.resolve(free);
  }

  async settle(post: Post, dueAt: Instant | null): Promise<void> {
    const isCalled = this.#leases.get(leaseOf(post))?.isCalled === true;
    this.#database.transaction(() => {
      const [before] = this.#all(
        'SELECT dueAt FROM posts WHERE tenant = ? AND matter = ? AND destination = ?',
        ...[post.matter, post.destination],
      );
      if (before === undefined) return;
      const row = postRowOf(
        this.#tenant,
        post,
        nextDue(dueAt, before['dueAt'] === null ? null : Number(before['dueAt']), isCalled),
      );
      insertInto(this.#database, 'posts', row, overPost);
    });
    this.#leases.delete(leaseOf(post));
    return Promise.resolve();
  }

  async sharing(destination: string, activityId: string): Promise<readonly Post[]> {
    const sql = 'SELECT * FROM posts WHERE tenant = ? AND destination = ? AND activityId = ? ORDER BY matter';
    return Promise.resolve(this.#all(sql, destination, activityId).map(postIn));
  }

  async earliestDue(): Promise<Instant | undefined> {
    const [row] = this.#all('SELECT dueAt FROM posts WHERE tenant = ? AND dueAt IS NOT NULL ORDER BY dueAt LIMIT 1');
    return Promise.resolve(row === undefined ? undefined : Number(row['dueAt']));
  }

  async destinations(): Promise<readonly DestinationState[]> {
    const rows = this.#all(
      `SELECT destination, max(toldAt) AS toldAt, sum(attempts > 0) AS failing, max(reason) AS reason
         FROM posts WHERE tenant = ? GROUP BY destination ORDER BY destination`,
    );
    return Promise.resolve(rows.map(destinationStateOf));
  }

  async forget(asked: Parameters<Matters['forget']>[0]): Promise<number> {
    return Promise.resolve(
      this.#database.transaction(() => {
        const oldest = this.#all(
          `SELECT * FROM matters WHERE tenant = ? AND isRetired = 1 AND number < (SELECT max(number) FROM matters WHERE tenant = ?)
            ORDER BY number LIMIT ?`,
          ...[this.#tenant, asked.limit],
        );
        const old = endedBefore(oldest, asked.endedBefore);
        for (const id of old) {
          this.#database.run('DELETE FROM posts WHERE tenant = ? AND matter = ?', this.#tenant, id);
          this.#database.run('DELETE FROM matters WHERE tenant = ? AND id = ?', this.#tenant, id);
        }
        return old.length;
      }),
    );
  }

  async announced(): Promise<readonly Alert[]> {
    return Promise.resolve(this.#outbox.waiting());
  }

  async earlierCards(kind: Alert['kind']): Promise<readonly EarlierCard[]> {
    return Promise.resolve(this.#outbox.earlierCards(kind));
  }

  /** What is not as it was written: a matter, or a post. */
  damaged(): string | undefined {
    for (const row of this.#all('SELECT * FROM matters WHERE tenant = ?'))
      if (matterIn(row) === undefined) return `the matter ${String(row['id'])} is damaged`;
    for (const row of this.#all('SELECT * FROM posts WHERE tenant = ?'))
      if (!isPostIntact(row)) return `what was told of the matter ${String(row['matter'])} is damaged`;
    return undefined;
  }

  #all(sql: string, ...values: readonly (string | number)[]): readonly Columns[] {
    return this.#isThere ? this.#database.all(sql, this.#tenant, ...values) : [];
  }

  /** What is under way was addressed meanwhile. */
  #call(matter: string, destination: string): void {
    const lease = this.#leases.get(leaseOf({ matter, destination }));
    if (lease !== undefined) lease.isCalled = true;
  }

  #versionOf(id: string): number {
    const [row] = this.#all('SELECT version FROM matters WHERE tenant = ? AND id = ?', id);
    return Number(row?.['version'] ?? 0);
  }

  /** Over what it was; it stays addressed to whom it was. */
  #write(matter: Matter): void {
    insertInto(
      this.#database,
      'matters',
      { tenant: this.#tenant, ...matterRowOf(matter) },
      `ON CONFLICT DO UPDATE SET version = excluded.version, isRetired = 0, matter = excluded.matter, checksum = excluded.checksum`,
    );
  }
}

const leaseOf = ({ matter, destination }: Pick<Post, 'matter' | 'destination'>): string => `${matter} ${destination}`;

/** When a settled post is due: as asked, or earlier where it was addressed meanwhile. */
function nextDue(asked: Instant | null, due: number | null, isCalled: boolean): Instant | null {
  if (!isCalled) return asked;
  return asked === null || due === null ? (asked ?? due) : Math.min(asked, due);
}
