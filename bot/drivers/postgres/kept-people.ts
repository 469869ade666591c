import type { KeptPeople, KeptPerson, KeptPlace, PeopleMark } from '../../ports/index.ts';
import { keptPersonOf, peopleMarkOf, recordsToKeep } from '../stored/kept-people.ts';
import type { Columns } from '../stored/columns.ts';
import type { Postgres } from './database.ts';
import { storable, storableJson } from './storable.ts';

/** The directory's people, for all replicas. */
export class PostgresKeptPeople implements KeptPeople {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  async mark(): Promise<PeopleMark | undefined> {
    const row = await this.#postgres.row(
      'SELECT link, read_at AS "readAt", as_of AS "asOf" FROM credits.people_marks WHERE tenant = $1',
      [this.#tenant],
      'people-mark',
    );
    return row === undefined ? undefined : peopleMarkOf(row);
  }

  async since({ version, id }: KeptPlace, limit: number): Promise<readonly KeptPerson[]> {
    const found = await this.#postgres.rows(
      `SELECT id, version, person FROM credits.people WHERE tenant = $1 AND (version, id) > ($2, $3)
        ORDER BY version, id LIMIT $4`,
      [this.#tenant, version, id, limit],
      'people-since',
    );
    return found.map(keptPersonOf);
  }

  async keep({ people, gone, mark }: Parameters<KeptPeople['keep']>[0]): Promise<number> {
    const records = recordsToKeep(people, gone).map(({ id, person }) => ({
      id: storable(id),
      person: person === null ? null : storableJson(person),
    }));
    return this.#postgres.transaction('', async client => {
      // The row is locked until the end: nobody sees a version before those that came before it.
      const { rows } = await client.query<Columns>(
        `INSERT INTO credits.people_marks (tenant, version) VALUES ($1, 1)
          ON CONFLICT (tenant) DO UPDATE SET version = people_marks.version + 1 RETURNING version`,
        [this.#tenant],
      );
      const version = Number(rows[0]?.['version']);
      await client.query(
        `INSERT INTO credits.people (tenant, id, version, person)
          SELECT $1, id, $2, person FROM json_to_recordset($3) AS p (id text, person text)
          ON CONFLICT (tenant, id) DO UPDATE SET version = excluded.version, person = excluded.person`,
        [this.#tenant, version, JSON.stringify(records)],
      );
      if (mark !== undefined)
        await client.query('UPDATE credits.people_marks SET link = $2, read_at = $3, as_of = $4 WHERE tenant = $1', [
          ...[this.#tenant, mark.link ?? null, mark.readAt, mark.asOf],
        ]);
      return version;
    });
  }
}
