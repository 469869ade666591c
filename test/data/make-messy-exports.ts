import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messyExport, rowsIn, usual, type Expected, type Manner } from '../support/messy-exports.ts';

// node test/data/make-messy-exports.ts: saves messy/as-it-came.csv as other programs save it, and in messy/totals.json what must come of
// each file, worked out from the rows themselves.

const manners: Readonly<Record<string, Partial<Manner>>> = {
  'excel-germany.csv': { encoding: 'utf-8-mark', delimiter: ';', lineEnd: '\r\n', dates: 'points', decimals: ',' },
  'excel-france.csv': { encoding: 'utf-8-mark', delimiter: ';', lineEnd: '\r\n', dates: 'day-first', decimals: ',' },
  'excel-united-states.csv': { lineEnd: '\r\n', dates: 'half-days', numbers: 'rounded' },
  'excel-united-states-ansi.csv': { encoding: 'windows-1252', lineEnd: '\r\n' },
  'excel-china.csv': { encoding: 'gb18030', lineEnd: '\r\n', dates: 'slashed-year' },
  'excel-unicode-text.txt': { encoding: 'utf-16le', delimiter: '\t', lineEnd: '\r\n', decimals: ',' },
  'excel-mac.csv': { lineEnd: '\r', dates: 'month-first' },
  'excel-without-seconds.csv': { lineEnd: '\r\n', dates: 'no-seconds' },
  'excel-one-cell-a-line.csv': { lineEnd: '\r\n', lines: 'quoted-whole' },
  'excel-empty-rows.csv': { lineEnd: '\r\n', lines: 'empty-rows' },
  'excel-formulas.csv': { lineEnd: '\r\n', numbers: 'formulas', lines: 'sep' },
  'libre-office.csv': { delimiter: ';', dates: 'spaced', lines: 'all-quoted' },
  'database.txt': { encoding: 'utf-16-unmarked', delimiter: '|' },
  'two-line-names.csv': { lineEnd: '\r\n', lines: 'two-line-names' },
  'windows-text-mode.csv': { lineEnd: '\r\r\n' },
  'two-line-ends.csv': { lineEnd: 'mixed' },
  'carets.csv': { delimiter: '^' },
  'days-or-months.csv': { dates: 'first-of-month' },
  'days-and-months.csv': { dates: 'mixed' },
  'commas-and-points.csv': { delimiter: ';', decimals: 'mixed' },
  'columns-of-2023.csv': { columns: 'four-more' },
  'columns-shuffled.csv': { columns: 'shuffled' },
  'charge-missing.csv': { columns: 'one-missing' },
  'charge-twice.csv': { columns: 'one-twice' },
  'direct-routing.csv': { columns: 'direct-routing' },
  'operator-connect.csv': { columns: 'operator-connect' },
  'workbook.xlsx': { container: 'workbook' },
  'renamed.zip': { container: 'zip-renamed' },
};

const folder = path.join(import.meta.dirname, 'messy');
const rows = rowsIn(readFileSync(path.join(folder, 'as-it-came.csv'), 'utf8'));
const totals: Record<string, Expected> = {};
for (const [name, manner] of Object.entries(manners)) {
  const { bytes, expected } = await messyExport(rows, { ...usual, ...manner });
  writeFileSync(path.join(folder, name), bytes);
  totals[name] = expected;
}
writeFileSync(path.join(folder, 'totals.json'), `${JSON.stringify(totals, undefined, 2)}\n`);
