import { crc32 } from 'node:zlib';
import { untold, type Instant } from '../../../core/index.ts';
import type { Post, Wanted } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { matterColumns, postColumns, postOf, postValuesOf } from '../stored/matter.ts';
import type { Database } from './database.ts';

/** Beside the books, whose layout has a version: programs that do not know these tables leave them as they are. */
const schema = `
  CREATE TABLE IF NOT EXISTS matters (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    addressed INTEGER NOT NULL DEFAULT 0,
    isRetired INTEGER NOT NULL DEFAULT 0,
    matter TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS mattersByNumber ON matters (tenant, number);
  CREATE INDEX IF NOT EXISTS mattersCurrent ON matters (tenant, number) WHERE isRetired = 0;
  CREATE INDEX IF NOT EXISTS mattersBySubject ON matters (tenant, subject, number);
  CREATE TABLE IF NOT EXISTS posts (
    tenant TEXT NOT NULL,
    matter TEXT NOT NULL,
    destination TEXT NOT NULL,
    activityId TEXT,
    shown INTEGER NOT NULL,
    posting INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT,
    toldAt INTEGER,
    isHeld INTEGER NOT NULL,
    earlier TEXT NOT NULL,
    editedAt TEXT NOT NULL,
    threadId TEXT,
    dueAt INTEGER,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (tenant, matter, destination)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS postsDue ON posts (tenant, dueAt) WHERE dueAt IS NOT NULL;
  CREATE INDEX IF NOT EXISTS postsByMessage ON posts (tenant, destination, activityId);
`;

/** Makes the tables where they are missing and the file may be written to. */
export function prepareMatters(database: Database): void {
  if (database.isReadOnly) return;
  if (!hasMatters(database)) database.exec(schema);
  else if (!hasThreads(database)) database.transaction(() => addThreads(database));
}

/** Whether there are such tables: a file that cannot be written to may be of an earlier program. */
export const hasMatters = (database: Database): boolean =>
  database.one("SELECT 1 FROM sqlite_schema WHERE name = 'posts'") !== undefined;

/** An earlier version of this program knew of no threads. */
const hasThreads = (database: Database): boolean =>
  database.one("SELECT 1 FROM pragma_table_info('posts') WHERE name = 'threadId'") !== undefined;

/** Of two processes that open the file at once, one does. */
function addThreads(database: Database): void {
  if (!hasThreads(database)) database.exec('ALTER TABLE posts ADD COLUMN threadId TEXT');
}

/** A post before anything was told. */
const newPost = (matter: string, destination: string): Post => ({
  ...untold,
  ...{ matter, destination, attempts: 0, reason: null, toldAt: null, threadId: null, isHeld: false, earlier: [] },
});

type Row = Readonly<Record<string, string | number | null>>;

/** A post as its columns, with a checksum of all but when it is due. */
export function postRowOf(tenant: string, post: Post, dueAt: Instant | null): Row {
  const values = [post.matter, post.destination, ...postValuesOf(post)];
  const columns = Object.fromEntries(postColumns.map((column, index) => [column, values[index] ?? null]));
  return { ...columns, tenant, dueAt, checksum: checksumOf(values) };
}

/** Without a thread it is what it was before there were threads. */
const checksumOf = (values: readonly unknown[]): number =>
  crc32((values.at(-1) === null ? values.slice(0, -1) : values).join('\u0000'));

/** What is written over a post that is there. */
export const overPost = `ON CONFLICT DO UPDATE SET ${[...postColumns, 'checksum']
  .map(column => `${column} = excluded.${column}`)
  .join(', ')}`;

/** Makes posts due that are there already, and others where they are not; in one statement, within a transaction. */
export function makeDue(database: Database, tenant: string, matter: string, wanted: readonly Wanted[]): void {
  const columns = ['tenant', ...postColumns, 'checksum'];
  const rows = wanted.map(({ destination, dueAt }) => postRowOf(tenant, newPost(matter, destination), dueAt));
  database.run(
    `INSERT INTO posts (${columns.join(', ')}) SELECT ${columns.map(column => `value ->> '${column}'`).join(', ')}
       FROM json_each(?) WHERE true ON CONFLICT DO UPDATE SET dueAt = excluded.dueAt`,
    JSON.stringify(rows),
  );
}

/** A post as it was written. One that is damaged counts as untold: told twice is better than never. */
export const postIn = (row: Columns): Post =>
  isPostIntact(row) ? postOf(row) : newPost(String(row['matter']), String(row['destination']));

/** Whether a post is as it was written. */
export const isPostIntact = (row: Columns): boolean =>
  row['checksum'] === checksumOf(postColumns.slice(0, -1).map(column => row[column] ?? null));

/** A post as its columns; as untold where it is damaged. */
export const intactPostRow = (row: Columns): Row =>
  postRowOf(String(row['tenant']), postIn(row), row['dueAt'] as Instant | null);

/** Inserts matters or posts of another store; within a transaction. */
export function loadMatters(database: Database, table: 'matters' | 'posts', rows: readonly Columns[]): void {
  for (const row of rows)
    if (table === 'matters') insertInto(database, table, picked(row, ['tenant', ...matterColumns]));
    else insertInto(database, table, postRowOf(String(row['tenant']), postOf(row), row['dueAt'] as Instant | null));
}

const picked = (row: Columns, columns: readonly string[]): Row =>
  Object.fromEntries(columns.map(column => [column, row[column]])) as Row;

/** Inserts a row with its columns; within a transaction. */
export function insertInto(database: Database, table: 'matters' | 'posts', row: Row, conflict = ''): void {
  const columns = Object.keys(row);
  database.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ${conflict}`,
    ...Object.values(row),
  );
}
