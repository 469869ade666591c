import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { textOf } from './imports.ts';

const folder = 'bot/drivers/postgres/migrations';

/** The first digits of each one's SHA-256. A database that has run one does not run it again: what it lacks comes in a new one, with its line here. */
const landed: Readonly<Record<string, string>> = {
  '0001_ledger.sql': '31615a68053b6605',
  '0002_entries-by-line.sql': '382fe5117f4f9b83',
  '0003_leases.sql': '2cf9cfd6506695b7',
  '0004_rows-about-nobody.sql': '922bb2578fe880e2',
  '0005_usage-sums.sql': 'e439d4021449141c',
  '0006_looks.sql': '4c530f9faf5d8551',
  '0007_people.sql': '47253f10957c1a7c',
  '0008_matters.sql': '5108b9344b4c32cf',
  '0009_threads.sql': '45a2119390f2f879',
  '0010_complete-rows.sql': '62d9c5eb5b73b55b',
  '0011_calls.sql': '45196d02322a8242',
  '0012_usage-cells.sql': 'c20d1730b841c7cb',
  '0013_late-charges.sql': 'ca3d596105ead0ce',
  '0014_shards-of-entries.sql': '19549f8ab41c5479',
  '0015_what-earlier-forms-lacked.sql': 'f87177c8856371ba',
};

describe('migrations of PostgreSQL', () => {
  it('are never edited once they have landed, not even in a comment', () => {
    const files = readdirSync(path.resolve(import.meta.dirname, '../..', folder)).toSorted();
    const found = files.map(file => {
      const digest = createHash('sha256').update(textOf(`${folder}/${file}`));
      return [file, digest.digest('hex').slice(0, 16)];
    });
    assert.deepEqual(Object.fromEntries(found), landed);
  });
});
