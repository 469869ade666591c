import assert from 'node:assert/strict';
import { textOf } from './imports.ts';

/** The rows of the table's parts: source, input, before, now, test. */
const rows = textOf('test/cases.md')
  .split('\n')
  .filter(line => line.startsWith('| ['))
  .map(line => line.split(' | ').map(cell => cell.replace(/^\| | +\|$/g, '').trim()));

describe('the cases from public threads', () => {
  it('are at least thirty, each with its source, and held by a test that is there', () => {
    assert.ok(rows.length >= 30, `${rows.length}`);
    const missing = rows.filter(cells => {
      const [, file = '', title = ''] = /\]\((\S+\.test\.ts)\): (.+)$/.exec(cells[4] ?? '') ?? [];
      return cells.length !== 5 || title === '' || !textOf(`test/${file}`).includes(title);
    });
    assert.deepEqual(missing, []);
  });
});
