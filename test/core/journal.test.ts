import assert from 'node:assert/strict';
import { hashOf, lineOf, seal, type Entry } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { bought, called, given } from '../support/given.ts';

describe('an entry', () => {
  const { entries } = given(bought('$100'), called('$1', 'a "quoted"\nid 号')).bench;

  it('is sealed with a hash over its content and the hash of the entry before', () => {
    for (const [index, entry] of entries.entries()) {
      assert.equal(entry.hash, hashOf(entry, sha256));
      assert.equal(entry.previous, entries[index - 1]?.hash ?? '');
    }
  });

  it('is one line of JSON that gives it back', () => {
    for (const entry of entries) {
      assert.doesNotMatch(lineOf(entry), /\n/);
      assert.deepEqual(JSON.parse(lineOf(entry)), JSON.parse(JSON.stringify(entry)) as Entry);
    }
  });

  it('is hashed as JSON has it, whatever is in its facts, in whatever order', () => {
    const [, call] = entries as [Entry, Entry];
    const { hash: _hash, ...sealed } = call;
    const facts: readonly object[] = [
      ...[call.facts, { start: -0, cost: 0, was: null }, { start: 1.5, cost: 1, was: null }],
      ...[
        { cost: 1, start: 2, was: null },
        { start: 1, cost: 2, was: null, more: 'x' },
        { start: 1, was: null },
      ],
      ...[
        { start: 1, cost: 2, was: { start: 1, cost: 1 } },
        { start: '1', cost: 2, was: null },
      ],
    ];
    for (const some of facts) {
      const entry = { ...sealed, facts: some } as Entry;
      assert.equal(
        hashOf(entry, text => text),
        JSON.stringify(entry),
      );
    }
  });

  it('has another hash with anything changed', () => {
    const [entry] = entries as [Entry, ...Entry[]];
    const changes: readonly Partial<Entry>[] = [{ seq: 9 }, { id: 'other' }, { recordedAt: 9 }, { digest: 'd' }];
    for (const change of changes)
      assert.notEqual(seal({ ...entry, ...change } as Entry, entry, sha256).hash, entry.hash);
  });
});
