import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { hashOf, lineOf, type Entry } from '../../core/index.ts';
import { ByteReader, ByteWriter } from '../../bot/drivers/stored/byte-runs.ts';
import {
  bytesOfRun,
  fitsRun,
  isSameRun,
  unreadEntries,
  type DrawnEntry,
  type DrawnRun,
  type RowOfEntry,
} from '../../bot/drivers/stored/drawn-entries.ts';
import { packedDigest, packedGuid, unpackedText } from '../../bot/drivers/stored/packed-text.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';

// How stores keep the entries of calls, of the journals that were written down once.

const folder = path.join(import.meta.dirname, '..', 'data', 'journals');
const calls: readonly DrawnEntry[] = readdirSync(folder)
  .flatMap(name => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n'))
  .map(line => JSON.parse(line) as Entry)
  .filter(entry => entry.kind === 'call-drawn');

const rowOf = ({ id, facts: { start, cost } }: DrawnEntry, arrival = 7): RowOfEntry => {
  const [row = '', version = ''] = id.split('#');
  return { arrival, id: row, version, start, cost };
};

const runOf = (entries: readonly DrawnEntry[], arrivals: readonly number[]): DrawnRun => {
  const [{ seq, version, recordedAt, at = null, digest, previous }] = entries as readonly [DrawnEntry];
  const bytes = Uint8Array.from(bytesOfRun(entries.map((entry, index) => ({ entry, arrival: arrivals[index]! }))));
  return { seq, count: entries.length, version, recordedAt, at, digest, previous, bytes };
};

const readAgain = (run: DrawnRun, entries: readonly DrawnEntry[]): readonly string[] =>
  [...unreadEntries(run)].map(({ arrival, with: completed }, index) =>
    lineOf(completed(rowOf(entries[index]!, arrival))),
  );

/** Sealed anew. */
const changed = (entry: DrawnEntry, change: object): DrawnEntry => {
  const other = { ...entry, ...change } as DrawnEntry;
  return { ...other, hash: hashOf(other, sha256) };
};

describe('an entry of a call, in a run', () => {
  it('comes out as the same text, whatever it is', () => {
    assert.ok(calls.some(({ at }) => at !== undefined) && calls.some(({ facts }) => facts.was !== null));
    for (const entry of calls) {
      assert.ok(fitsRun(entry, rowOf(entry)), lineOf(entry));
      assert.deepEqual(readAgain(runOf([entry], [1]), [entry]), [lineOf(entry)]);
    }
  });

  it('comes out so with others, wherever their rows are', () => {
    const [first] = calls as readonly [DrawnEntry];
    const run = [first];
    for (const seq of [1, 2, 3].map(step => first.seq + step))
      run.push(changed(first, { seq, previous: run.at(-1)?.hash }));
    assert.ok(run.every((entry, index) => index === 0 || isSameRun(run[index - 1]!, entry)));
    assert.deepEqual(readAgain(runOf(run, [2 ** 40, 5, 6, 1]), run), run.map(lineOf));
  });

  const [call] = calls as readonly [DrawnEntry];
  const odd: Readonly<Record<string, object>> = {
    'another digest': { digest: 'd' },
    'a hash in capitals': { previous: call.previous.toUpperCase() },
    'a field more': { facts: { ...call.facts, more: 1 } },
    'its fields in another order': { facts: { was: null, start: call.facts.start, cost: call.facts.cost } },
    'another cost than its row': { facts: { ...call.facts, cost: 1 } },
    'another id than its row': { id: 'other#version' },
    'a leg alone': { postings: call.postings.slice(1) },
    'legs that do not sum to zero': { postings: call.postings.map(leg => ({ ...leg, amount: 5 })) },
    'an account that there is not': { postings: call.postings.map(leg => ({ ...leg, account: 'cash' })) },
    'a lot by no number': { postings: call.postings.map(leg => ({ ...leg, account: 'lot:01' })) },
  };
  for (const [what, change] of Object.entries(odd))
    it(`does not fit with ${what}`, () => assert.equal(fitsRun({ ...call, ...change }, rowOf(call)), false));

  it('cannot be read where bytes are missing, or are too many', () => {
    const run = runOf([call], [1]);
    for (let length = 0; length < run.bytes.length; length += 1)
      assert.throws(() => [...unreadEntries({ ...run, bytes: run.bytes.subarray(0, length) })], RangeError);
    assert.throws(() => [...unreadEntries({ ...run, bytes: Buffer.concat([run.bytes, Buffer.of(0)]) })], RangeError);
  });
});

describe('a number in bytes', () => {
  it('is read as it was written', () =>
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), numbers => {
        const writer = new ByteWriter();
        for (const number of numbers) writer.integer(number);
        const reader = new ByteReader(writer.bytes);
        assert.deepEqual(
          numbers.map(() => reader.integer()),
          numbers.map(number => number + 0),
        );
        assert.ok(reader.isAtEnd);
      }),
      { numRuns: 200 },
    ));
});

describe('a text that is packed', () => {
  it('is the same again, and takes fewer bytes where it is a GUID or a digest', () => {
    const guid = '01234567-89ab-cdef-0123-456789abcdef';
    const digest = sha256('');
    for (const text of ['', guid, guid.toUpperCase(), guid.replace('-', '0'), digest, `${digest}0`, 'é\u0000'])
      for (const packed of [packedGuid(text), packedDigest(text)]) assert.equal(unpackedText(packed), text);
    assert.deepEqual([packedGuid(guid).length, packedDigest(digest).length], [16, 32]);
  });
});
