import type { KeptPeople, KeptPerson, KeptPlace, PeopleMark } from '../../ports/index.ts';
import { keptPersonOf, peopleMarkOf, recordsToKeep } from '../stored/kept-people.ts';
import type { Database } from './database.ts';

/** Beside the books, whose layout has a version: programs that do not know these tables leave them as they are. */
const schema = `
  CREATE TABLE IF NOT EXISTS people (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    person TEXT,
    PRIMARY KEY (tenant, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS peopleByVersion ON people (tenant, version, id);
  CREATE TABLE IF NOT EXISTS peopleMarks (
    tenant TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    link TEXT,
    readAt INTEGER,
    asOf INTEGER
  ) STRICT;
`;

/** Makes the tables where they are missing and the file may be written to. */
export function preparePeople(database: Database): void {
  if (!database.isReadOnly) database.exec(schema);
}

/** The directory's people in the embedded database. */
export class SqliteKeptPeople implements KeptPeople {
  readonly #tenant: string;
  readonly #database: Database;

  constructor(tenant: string, database: Database) {
    this.#tenant = tenant;
    this.#database = database;
  }

  mark(): Promise<PeopleMark | undefined> {
    return Promise.resolve().then(() => {
      const row = this.#database.one('SELECT link, readAt, asOf FROM peopleMarks WHERE tenant = ?', this.#tenant);
      return row === undefined ? undefined : peopleMarkOf(row);
    });
  }

  since({ version, id }: KeptPlace, limit: number): Promise<readonly KeptPerson[]> {
    return Promise.resolve().then(() =>
      this.#database
        .all(
          `SELECT id, version, person FROM people WHERE tenant = ? AND (version, id) > (?, ?)
            ORDER BY version, id LIMIT ?`,
          ...[this.#tenant, version, id, limit],
        )
        .map(keptPersonOf),
    );
  }

  keep({ people, gone, mark }: Parameters<KeptPeople['keep']>[0]): Promise<number> {
    return Promise.resolve().then(() => this.#database.transaction(() => this.#write(people, gone, mark)));
  }

  #write(...[people, gone, mark]: [...Parameters<typeof recordsToKeep>, PeopleMark | undefined]): number {
    const tenant = this.#tenant;
    this.#database.run(
      'INSERT INTO peopleMarks (tenant, version) VALUES (?, 1) ON CONFLICT (tenant) DO UPDATE SET version = version + 1',
      tenant,
    );
    const version = Number(this.#database.one('SELECT version FROM peopleMarks WHERE tenant = ?', tenant)?.['version']);
    for (const { id, person } of recordsToKeep(people, gone))
      this.#database.run(
        `INSERT INTO people (tenant, id, version, person) VALUES (?, ?, ?, ?)
          ON CONFLICT (tenant, id) DO UPDATE SET version = excluded.version, person = excluded.person`,
        ...[tenant, id, version, person],
      );
    if (mark !== undefined)
      this.#database.run(
        'UPDATE peopleMarks SET link = ?, readAt = ?, asOf = ? WHERE tenant = ?',
        ...[mark.link ?? null, mark.readAt, mark.asOf, tenant],
      );
    return version;
  }
}
