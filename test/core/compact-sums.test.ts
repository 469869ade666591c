import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { IdSet } from '../../core/id-set.ts';
import { SumsByInstant } from '../../core/sums-by-instant.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';

describe('the ids of a journal of any size', () => {
  it('are known once they were added, and no others, as texts and as parts of hashes', () => {
    const ids = new IdSet(sha256);
    for (let count = 0; count < 20_000; count += 1) assert.ok(ids.add(`id-${count}`), `id-${count}`);
    for (let count = 0; count < 20_000; count += 1) assert.ok(!ids.add(`id-${count}`) && ids.has(`id-${count}`));
    assert.ok(!ids.has('id-20000'));
  });

  it('are told apart by all of these parts: one that is all zeros is an id too', () => {
    const digests: Readonly<Record<string, string>> = { a: '0'.repeat(64), b: `${'0'.repeat(18)}2${'0'.repeat(45)}` };
    const ids = new IdSet(text => digests[text] ?? sha256(text));
    for (let count = 0; count < 5000; count += 1) ids.add(`id-${count}`);
    assert.deepEqual(
      [ids.has('a'), ids.add('a'), ids.add('a'), ids.add('b'), ids.has('b')],
      [false, true, false, true, true],
    );
  });
});

describe('sums by instant', () => {
  it('are those of a plain map, at every instant and in every window, and in order', () => {
    const sums = new SumsByInstant();
    const plain = new Map<number, number>();
    let state = 7;
    const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let count = 0; count < 4000; count += 1) {
      const at = next(5000) * 97_003 - 2 * dayMs;
      const amount = count % 50 === 0 ? next(2 ** 30) * 1000 : next(1000) - 400;
      const sum = (plain.get(at) ?? 0) + amount;
      plain.set(at, sum);
      assert.equal(sums.add(at, amount), sum);
    }
    assert.deepEqual(
      [...sums.ascending()],
      [...plain].toSorted(([one], [other]) => one - other),
    );
    for (let count = 0; count < 50; count += 1) {
      const from = next(8000) * 60_007 - 3 * dayMs;
      const window = { from, to: from + next(4) * dayMs + next(dayMs) };
      const expected = [...plain].reduce((sum, [at, one]) => (at >= from && at < window.to ? sum + one : sum), 0);
      assert.deepEqual([sums.in(window), sums.totalIn(window)], [expected, BigInt(expected)]);
    }
  });

  it('of the last instants that a number holds are those of another day each', () => {
    const sums = new SumsByInstant();
    const last = Math.floor(Number.MAX_SAFE_INTEGER / dayMs) * dayMs;
    for (const at of [last - 1, last, -1, 0]) assert.equal(sums.add(at, 5), 5);
    assert.equal(sums.in({ from: last, to: last + 1 }), 5);
  });
});
