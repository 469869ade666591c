import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { goodPart, verify, type Entry } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { Bench, money } from '../support/builders.ts';
import { ledOn } from '../support/led-on.ts';

// Written by the program of format 2, with every kind of entry that it had.

const entriesOf = (name: string): readonly Entry[] =>
  readFileSync(path.join(import.meta.dirname, `../data/journal-2-${name}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Entry);

describe('a journal of an earlier format', () => {
  for (const [name, head, mode] of [
    ['operate', '36cdef947356aaed007804103a0444e81adc178a52330a433a282e9a6a4c0faa', 'sandbox'],
    ['mirror', '4d18997cf915d60a48bf2b87b7916c1bbbf1103542c6b012170b5b6660db4d51', 'mirror'],
  ] as const)
    it(`verifies with the head that it had, and is of the mode ${mode}: ${name}`, () => {
      const verified = verify(entriesOf(name), sha256);
      assert.ok(verified.ok, JSON.stringify(verified));
      assert.deepEqual([verified.value.head, verified.value.terms?.mode], [head, mode]);
    });

  // Its last program condemned it: "damaged at entry 8: reconciled-balance". Five accepted commands had led to that.
  it('that its own program had locked verifies with the head that it had, and goes on', () => {
    const locked = entriesOf('locked');
    const verified = verify(locked, sha256);
    assert.ok(verified.ok, JSON.stringify(verified));
    assert.equal(verified.value.head, '8cb705dd087b3e13ee40322248f4648f9819f3d3788dad6c4cd56f1b393db065');
    assert.deepEqual(goodPart(locked, sha256), { entries: locked, wallet: verified.value, damage: undefined });
    // Where its last entry were lost it would be led on from what is left.
    const next = ledOn(goodPart(locked.slice(0, -1), sha256).entries, { seq: 9, hash: '' });
    assert.ok(verify(next, sha256).ok);
    const bench = new Bench(verified.value.recordedAt);
    bench.wallet = verified.value;
    const purchase = { kind: 'buy', id: 'later', boughtAt: bench.now, amount: money('$60'), reference: '' } as const;
    const { entries } = bench.must(purchase);
    assert.ok(verify([...locked, ...entries], sha256).ok);
  });
});
