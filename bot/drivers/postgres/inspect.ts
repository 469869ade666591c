import type { Columns } from '../stored/columns.ts';
import { isIntact } from '../stored/matter.ts';
import { callColumns, storedCall } from './call-columns.ts';
import { isSuspectInSql, isWrongRow } from './call-digest.ts';
import type { Postgres } from './database.ts';

const pageRows = 5000;

/** So many call rows are checked by one statement: the server does it, and gives those alone that are not as they should be. */
const rowsTogether = 5000;

const suspectRows = `
  SELECT ${callColumns}, place FROM (
    SELECT *, row_number() OVER (ORDER BY arrival) AS place FROM credits.calls
     WHERE tenant = $1 AND book = $2 AND arrival > $3 ORDER BY arrival LIMIT ${rowsTogether}
  ) page WHERE place = ${rowsTogether} OR ${isSuspectInSql} ORDER BY place`;

/** What is wrong with the tables themselves: entries or rows that are missing, or what does not match its digest. */
export const inspectPostgres = async (postgres: Postgres, tenant: string): Promise<string | undefined> =>
  (await wrongInBook(postgres, tenant)) ?? (await wrongMatter(postgres, tenant));

/** Each row's version is its digest. */
async function wrongInBook(postgres: Postgres, tenant: string): Promise<string | undefined> {
  const counts = await postgres.row(
    `SELECT b.book, b.seq, b.arrivals,
            (SELECT count(*) FROM credits.entries e WHERE e.tenant = b.tenant AND e.book = b.book) +
              (SELECT coalesce(sum(d.count), 0) FROM credits.draws d WHERE d.tenant = b.tenant AND d.book = b.book) AS entries,
            (SELECT count(*) FROM credits.calls r WHERE r.tenant = b.tenant AND r.book = b.book) AS rows
       FROM credits.books b WHERE b.tenant = $1 AND b.is_current`,
    [tenant],
  );
  if (counts === undefined) return undefined;
  const number = (name: string): number => Number(counts[name]);
  if (number('entries') !== number('seq')) return `the journal has ${number('entries')} entries of ${number('seq')}`;
  if (number('rows') !== number('arrivals')) return `there are ${number('rows')} call rows of ${number('arrivals')}`;
  let last: unknown = Number.MIN_SAFE_INTEGER;
  while (last !== undefined) {
    const found: readonly Columns[] = await postgres.rows(suspectRows, [tenant, number('book'), last]);
    const wrong = found.find(row => isWrongRow(storedCall(row)));
    if (wrong !== undefined) return `call row ${String(wrong['arrival'])} is damaged`;
    last = found.find(row => row['place'] === rowsTogether)?.['arrival'];
  }
  return undefined;
}

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
