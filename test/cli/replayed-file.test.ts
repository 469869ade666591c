import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Operator } from '../support/operator.ts';

describe('a file that is replayed', () => {
  let operator: Operator;
  let file: string;
  let lines: readonly string[];
  beforeEach(async () => {
    const lost = await Operator.open();
    for (const day of ['01', '02', '03'])
      await lost.text('buy', '--amount', '100', '--at', `2026-11-${day}`, '--reference', `PO-${day}`);
    lines = (await lost.text('export', '--format', 'ndjson')).trim().split('\n');
    await lost.close();
    operator = await Operator.open();
    file = path.join(operator.folder, 'credits.ndjson');
  });
  afterEach(() => operator.close());

  const holds = (some: readonly string[]): void => writeFileSync(file, some.join('\n'));
  /** Replays it; it holds something else by the time at which it is said to go on. */
  const replayed = (first: readonly string[], then: readonly string[]) => {
    holds(first);
    const shift = (): boolean => {
      holds(then);
      return true;
    };
    operator.answers = Object.assign([true], { shift });
    return operator.run('replay', file);
  };
  const entries = async (): Promise<number> => (await operator.stored.journal.head()).seq;

  it('is what is wrong where it was altered, and not the ledger', async () => {
    holds(lines.map(line => line.replaceAll('PO-02', 'PO-20')));
    const { err } = await operator.run('replay', file, '--yes');
    assert.equal(err, 'the file is wrong at entry 3 (hash): nothing was appended');
    assert.equal(await entries(), 0);
  });

  it('is said to have changed where it ends earlier than when it was checked', async () => {
    const { refused } = await replayed(lines, lines.slice(0, 2));
    assert.match(
      refused?.message ?? '',
      /^the file has changed since it was checked: the store ends at entry 0, not at 4;/,
    );
  });

  it('is said to have changed where it was altered after it was checked, and nothing of that is appended', async () => {
    const { refused } = await replayed(
      lines,
      lines.map(line => line.replaceAll('PO-02', 'PO-20')),
    );
    assert.match(refused?.message ?? '', /^the file has changed since it was checked: the store ends at entry 0/);
    assert.equal(await entries(), 0);
  });

  it('brings nothing that was not checked', async () => {
    const { code } = await replayed(lines.slice(0, 3), lines);
    assert.deepEqual([code, await entries()], [0, 3]);
  });
});
