import type { Instant } from '../../../core/index.ts';
import type { KeptLook, Look, Looks } from '../../ports/index.ts';
import { keptLookOf } from '../stored/looks.ts';
import type { Database } from './database.ts';

/** Beside the books, whose layout has a version: programs that do not know this table leave it as it is. */
const schema = `
  CREATE TABLE IF NOT EXISTS looks (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    whom TEXT,
    command TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS looksByTenant ON looks (tenant, place);
  CREATE INDEX IF NOT EXISTS looksByTime ON looks (tenant, at);
  CREATE TRIGGER IF NOT EXISTS looksAreNotUpdated BEFORE UPDATE ON looks BEGIN SELECT RAISE(ABORT, 'looks are never changed'); END;
`;

/** Makes the table where it is missing and the file may be written to. */
export function prepareLooks(database: Database): void {
  if (!database.isReadOnly && !hasLooks(database)) database.exec(schema);
}

/** Whether there is such a table: a file that cannot be written to may be of an earlier program. */
export const hasLooks = (database: Database): boolean =>
  database.one("SELECT 1 FROM sqlite_schema WHERE name = 'looks'") !== undefined;

/** Who looked at whom, in the embedded database. */
export class SqliteLooks implements Looks {
  readonly #tenant: string;
  readonly #database: Database;

  constructor(tenant: string, database: Database) {
    this.#tenant = tenant;
    this.#database = database;
  }

  note(look: Look): Promise<void> {
    return Promise.resolve().then(() =>
      this.#database.transaction(() => insertLook(this.#database, { ...look, tenant: this.#tenant })),
    );
  }

  list({ of, before = Number.MAX_SAFE_INTEGER, limit }: Parameters<Looks['list']>[0]): Promise<readonly KeptLook[]> {
    if (!hasLooks(this.#database)) return Promise.resolve([]);
    const found = this.#database.all(
      `SELECT place, at, who, whom, command FROM looks
        WHERE tenant = ? AND place < ? AND (? IS NULL OR whom IS NULL OR whom = ?) ORDER BY place DESC LIMIT ?`,
      this.#tenant,
      before,
      of ?? null,
      of ?? null,
      limit,
    );
    return Promise.resolve(found.map(keptLookOf));
  }

  trim(before: Instant): Promise<void> {
    return Promise.resolve().then(() =>
      this.#database.transaction(() =>
        this.#database.run('DELETE FROM looks WHERE tenant = ? AND at < ?', this.#tenant, before),
      ),
    );
  }
}

/** Adds a look, within a transaction. */
export const insertLook = (
  database: Database,
  { tenant, at, who, whom, command }: Look & { readonly tenant: string },
): void =>
  database.run(
    'INSERT INTO looks (tenant, at, who, whom, command) VALUES (?, ?, ?, ?, ?)',
    tenant,
    at,
    who,
    whom ?? null,
    command,
  );
