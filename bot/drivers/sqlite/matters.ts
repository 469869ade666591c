import { crc32 } from 'node:zlib';
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
import { destinationStateOf, matterOf, postOf, postValuesOf } from '../stored/matter.ts';
import type { Database } from './database.ts';
import type { SqliteOutbox } from './outbox.ts';

/** Beside the books, whose layout has a version: programs that do not know these tables leave them as they are. */
const schema = `
  CREATE TABLE IF NOT EXISTS matters (
    number INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    addressed INTEGER NOT NULL DEFAULT 0,
    isRetired INTEGER NOT NULL DEFAULT 0,
    matter TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS mattersCurrent ON matters (tenant, number) WHERE isRetired = 0;
  CREATE INDEX IF NOT EXISTS mattersBySubject ON matters (tenant, subject, number);
  CREATE TABLE IF NOT EXISTS posts (
    tenant TEXT NOT NULL,
    matter TEXT NOT NULL,
    destination TEXT NOT NULL,
    activityId TEXT,
    shown INTEGER NOT NULL DEFAULT 0,
    posting INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    toldAt INTEGER,
    isHeld INTEGER NOT NULL DEFAULT 0,
    earlier TEXT NOT NULL DEFAULT '[]',
    editedAt TEXT NOT NULL DEFAULT '[]',
    dueAt INTEGER,
    PRIMARY KEY (tenant, matter, destination)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS postsDue ON posts (tenant, dueAt) WHERE dueAt IS NOT NULL;
  CREATE INDEX IF NOT EXISTS postsByDestination ON posts (tenant, destination);
`;

/** Makes the tables where they are missing and the file may be written to. */
export function prepareMatters(database: Database): void {
  if (!database.isReadOnly && !hasMatters(database)) database.exec(schema);
}

/** Whether there are such tables: a file that cannot be written to may be of an earlier program. */
export const hasMatters = (database: Database): boolean =>
  database.one("SELECT 1 FROM sqlite_schema WHERE name = 'posts'") !== undefined;

/**
 * Matters and posts in SQLite. One process alone delivers from a folder: leases are its own, and end with it, so that what was under way is
 * due at once after a restart.
 */
export class SqliteMatters implements Matters {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #outbox: SqliteOutbox;
  readonly #leases = new Map<string, Instant>();

  constructor(tenant: string, database: Database, outbox: SqliteOutbox) {
    this.#tenant = tenant;
    this.#database = database;
    this.#outbox = outbox;
  }

  async current(): Promise<{ readonly matters: readonly KeptMatter[]; readonly next: number }> {
    const rows = this.#all('SELECT * FROM matters WHERE tenant = ? AND isRetired = 0 ORDER BY number');
    const [last] = this.#all('SELECT max(number) AS last FROM matters WHERE tenant = ?');
    const matters = rows
      .filter(isIntact)
      .map(row => ({ matter: matterOf(row['matter']), addressed: Number(row['addressed']) }));
    return Promise.resolve({ matters, next: Number(last?.['last'] ?? 0) + 1 });
  }

  async find(id: string): Promise<Matter | undefined> {
    return Promise.resolve(intactMatter(this.#all('SELECT * FROM matters WHERE tenant = ? AND id = ?', id)));
  }

  async latestOf(subject: string): Promise<Matter | undefined> {
    const sql = 'SELECT * FROM matters WHERE tenant = ? AND subject = ? ORDER BY number DESC LIMIT 1';
    return Promise.resolve(intactMatter(this.#all(sql, subject)));
  }

  async write({ changed, taken, retired }: MattersChange): Promise<'written' | 'moved-on'> {
    return Promise.resolve(
      this.#database.transaction(() => {
        if (changed.some(({ matter, from }) => this.#versionOf(matter.id) !== from)) return 'moved-on';
        for (const { matter } of changed) writeMatter(this.#database, keptOf(this.#tenant, matter));
        this.#outbox.take(taken);
        for (const id of retired)
          this.#database.run('UPDATE matters SET isRetired = 1 WHERE tenant = ? AND id = ?', this.#tenant, id);
        return 'written';
      }),
    );
  }

  async address(matter: string, version: number, wanted: readonly Wanted[]): Promise<void> {
    this.#database.transaction(() => {
      for (const { destination, dueAt } of wanted)
        this.#database.run(
          `INSERT INTO posts (tenant, matter, destination, dueAt) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET dueAt = excluded.dueAt`,
          ...[this.#tenant, matter, destination, dueAt],
        );
      this.#database.run(
        'UPDATE matters SET addressed = ? WHERE tenant = ? AND id = ? AND addressed < ?',
        ...[version, this.#tenant, matter, version],
      );
    });
    return Promise.resolve();
  }

  async claim({ at, leaseMs, limit }: Parameters<Matters['claim']>[0]): Promise<readonly Post[]> {
    for (const [key, until] of this.#leases) if (until <= at) this.#leases.delete(key);
    const due = this.#all(
      'SELECT * FROM posts WHERE tenant = ? AND dueAt <= ? ORDER BY dueAt LIMIT ?',
      ...[at, limit + this.#leases.size],
    );
    const free = due
      .map(postOf)
      .filter(post => !this.#leases.has(leaseOf(post)))
      .slice(0, limit);
    for (const post of free) this.#leases.set(leaseOf(post), at + leaseMs);
    return Promise.resolve(free);
  }

  async settle(post: Post, dueAt: Instant | null): Promise<void> {
    this.#leases.delete(leaseOf(post));
    this.#database.transaction(() =>
      this.#database.run(
        `UPDATE posts SET activityId = ?, shown = ?, posting = ?, attempts = ?, reason = ?, toldAt = ?, isHeld = ?, earlier = ?, editedAt = ?,
                dueAt = CASE WHEN (SELECT version FROM matters m WHERE m.tenant = posts.tenant AND m.id = posts.matter) > ? AND ? IS NULL
                             THEN dueAt ELSE ? END
          WHERE tenant = ? AND matter = ? AND destination = ?`,
        ...postValuesOf(post),
        ...[post.shown, dueAt, dueAt, this.#tenant, post.matter, post.destination],
      ),
    );
    return Promise.resolve();
  }

  async sharing(destination: string, activityId: string): Promise<readonly Post[]> {
    const sql = 'SELECT * FROM posts WHERE tenant = ? AND destination = ? AND activityId = ? ORDER BY matter';
    return Promise.resolve(this.#all(sql, destination, activityId).map(postOf));
  }

  async earliestDue(): Promise<Instant | undefined> {
    const [row] = this.#all('SELECT min(dueAt) AS due FROM posts WHERE tenant = ? AND dueAt IS NOT NULL');
    const due = row?.['due'];
    return Promise.resolve(typeof due === 'number' ? due : undefined);
  }

  async destinations(): Promise<readonly DestinationState[]> {
    const rows = this.#all(
      `SELECT destination, max(toldAt) AS toldAt, sum(attempts > 0) AS failing, max(reason) AS reason
         FROM posts WHERE tenant = ? GROUP BY destination ORDER BY destination`,
    );
    return Promise.resolve(rows.map(destinationStateOf));
  }

  async announced(): Promise<readonly Alert[]> {
    return Promise.resolve(this.#outbox.waiting());
  }

  async earlierCards(kind: Alert['kind']): Promise<readonly EarlierCard[]> {
    return Promise.resolve(this.#outbox.earlierCards(kind));
  }

  #all(sql: string, ...values: readonly (string | number)[]): readonly Columns[] {
    return this.#database.all(sql, this.#tenant, ...values);
  }

  #versionOf(id: string): number {
    const [row] = this.#all('SELECT version FROM matters WHERE tenant = ? AND id = ?', id);
    return Number(row?.['version'] ?? 0);
  }
}

const leaseOf = ({ matter, destination }: Post): string => `${matter} ${destination}`;

const keptOf = (tenant: string, matter: Matter): Columns => ({
  ...{ tenant, id: matter.id, subject: matter.subject, version: matter.version, matter: JSON.stringify(matter) },
  ...{ addressed: 0, isRetired: 0 },
});

/** Writes a matter over what it was, and leaves to whom it is addressed; within a transaction. */
export function writeMatter(database: Database, row: Columns): void {
  const [tenant, id, matter] = [String(row['tenant']), String(row['id']), String(row['matter'])];
  const numbers = [row['version'], row['addressed'], row['isRetired']].map(Number);
  database.run(
    `INSERT INTO matters (number, tenant, id, subject, version, addressed, isRetired, matter, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET version = excluded.version, isRetired = 0, matter = excluded.matter, checksum = excluded.checksum`,
    ...[numberOf(id), tenant, id, String(row['subject']), ...numbers, matter, crc32(matter)],
  );
}

/** Writes a post of another store; within a transaction. */
export function writePost(database: Database, row: Columns): void {
  const dueAt = row['dueAt'] === null ? null : Number(row['dueAt']);
  database.run(
    `INSERT INTO posts (tenant, matter, destination, activityId, shown, posting, attempts, reason, toldAt, isHeld, earlier, editedAt, dueAt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[String(row['tenant']), String(row['matter']), String(row['destination'])],
    ...postValuesOf(postOf(row)),
    dueAt,
  );
}

const numberOf = (id: string): number => Number(id.split('-').at(-1));

/** Whether a matter is as it was written. */
export const isIntact = (row: Columns): boolean => row['checksum'] === crc32(String(row['matter']));

const intactMatter = ([row]: readonly Columns[]): Matter | undefined =>
  row !== undefined && isIntact(row) ? matterOf(row['matter']) : undefined;
