import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { verify, type Entry } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';

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
});
