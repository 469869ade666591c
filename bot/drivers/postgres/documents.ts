import { DriverError, type Documents } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { checkDocumentName } from '../stored/document-name.ts';
import type { Postgres } from './database.ts';

/** Documents in PostgreSQL, each with a version: of two concurrent changes, the second starts over. */
export class PostgresDocuments implements Documents {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  async read(name: string): Promise<unknown> {
    return parsed(await this.#find(name), name);
  }

  async change(name: string, edit: (document: unknown) => unknown): Promise<void> {
    checkDocumentName(this.#tenant, name);
    // A round fails only when another change succeeded in between, so that this ends.
    for (;;) {
      const row = await this.#find(name);
      const before = parsed(row, name);
      const after = edit(before);
      if (after === before) return;
      const changed = await this.#postgres.row(
        `INSERT INTO credits.documents AS d (tenant, name, version, document) VALUES ($1, $2, 1, $4)
          ON CONFLICT (tenant, name) DO UPDATE SET version = d.version + 1, document = excluded.document
            WHERE d.version = $3
          RETURNING version`,
        [this.#tenant, name, Number(row?.['version'] ?? 0), JSON.stringify(after)],
        'change-document',
      );
      if (changed !== undefined) return;
    }
  }

  #find(name: string): Promise<Columns | undefined> {
    return this.#postgres.row(
      'SELECT version, document FROM credits.documents WHERE tenant = $1 AND name = $2',
      [this.#tenant, name],
      'document',
    );
  }
}

function parsed(row: Columns | undefined, name: string): unknown {
  if (row === undefined) return null;
  try {
    return JSON.parse(String(row['document'])) as unknown;
  } catch (cause) {
    throw new DriverError('damaged-document', `the document ${name} is not valid JSON: mend it or delete it`, cause);
  }
}
