import { isOfEntryAlone, versionOf } from '../../../core/index.ts';
import { isIntact } from '../stored/matter.ts';
import { sha256 } from '../system/sha256.ts';
import type { Columns } from '../stored/columns.ts';
import { callRowOf, describedRow, type StoredRow } from '../stored/row.ts';
import type { Postgres } from './database.ts';
import { rowColumns } from './row-columns.ts';

const pageRows = 5000;

/** What is wrong with the tables themselves: entries or rows that are missing, or what does not match its digest. */
export const inspectPostgres = async (postgres: Postgres, tenant: string): Promise<string | undefined> =>
  (await wrongInBook(postgres, tenant)) ?? (await wrongMatter(postgres, tenant));

/** Each row's version is its digest. */
async function wrongInBook(postgres: Postgres, tenant: string): Promise<string | undefined> {
  const counts = await postgres.row(
    `SELECT b.book, b.seq, b.arrivals,
            (SELECT count(*) FROM credits.entries e WHERE e.tenant = b.tenant AND e.book = b.book) AS entries,
            (SELECT count(*) FROM credits.rows r WHERE r.tenant = b.tenant AND r.book = b.book) AS rows
       FROM credits.books b WHERE b.tenant = $1 AND b.is_current`,
    [tenant],
  );
  if (counts === undefined) return undefined;
  const number = (name: string): number => Number(counts[name]);
  if (number('entries') !== number('seq')) return `the journal has ${number('entries')} entries of ${number('seq')}`;
  if (number('rows') !== number('arrivals')) return `there are ${number('rows')} call rows of ${number('arrivals')}`;
  let last: Columns | undefined = { id: '', version: '' };
  while (last !== undefined) {
    // In the order of the primary key: by arrival, which has no index, each page would sort all rows.
    const page = await postgres.rows(
      `SELECT ${rowColumns} FROM credits.rows
        WHERE tenant = $1 AND book = $2 AND (id, version) > ($3, $4) ORDER BY id, version LIMIT ${pageRows}`,
      [tenant, number('book'), last['id'], last['version']],
    );
    const wrong = page.find(row => isWrongRow(describedRow(row)));
    if (wrong !== undefined) return `call row ${String(wrong['arrival'])} is damaged`;
    last = page.at(-1);
  }
  return undefined;
}

const isWrongRow = (stored: StoredRow): boolean => {
  const row = callRowOf(stored);
  return versionOf(row, sha256) !== stored.version && !isOfEntryAlone(row, stored.cost);
};

async function wrongMatter(postgres: Postgres, tenant: string): Promise<string | undefined> {
  for (let after = -1; ;) {
    const page = await postgres.rows(
      `SELECT id, number, matter, checksum FROM credits.matters WHERE tenant = $1 AND number > $2 ORDER BY number LIMIT ${pageRows}`,
      [tenant, after],
    );
    const wrong = page.find(row => !isIntact(row));
    if (wrong !== undefined) return `the matter ${String(wrong['id'])} is damaged`;
    if (page.length === 0) return undefined;
    after = Number(page.at(-1)?.['number']);
  }
}
