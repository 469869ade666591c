import assert from 'node:assert/strict';
import { learnedPhrases } from '../../bot/chat/learned-phrases.ts';
import { inputOf, likelyMeanings } from '../../bot/chat/phrase-classifier.ts';
import { risen, sharesOf, weighed } from '../../bot/chat/phrase-network.ts';
import { phraseFeatures } from '../../bot/chat/phrase-sentence.ts';
import { anybody } from '../../bot/chat/phrase-training.ts';

describe('a network of phrases', () => {
  it('adds up the rows of what goes in, by how much each counts', () => {
    const layer = { weights: Int8Array.from([2, 4, 6, 8, 10, 12]), width: 2, unit: 2 };
    assert.deepEqual([...weighed(layer, { rows: [0, 2], counts: [1, 0.5] })], [1 + 2.5, 2 + 3]);
  });

  it('lets on what is above zero, and what stands for itself', () => {
    const sums = Float64Array.from([0.5, -1, 0, 2]);
    assert.deepEqual(
      risen(sums, () => 1),
      { rows: [0, 3, 4], counts: [0.5, 2, 1] },
    );
    assert.deepEqual(
      risen(sums, () => 0),
      { rows: [4], counts: [1] },
    );
  });

  it('shares out what is likely: together 1, however great the scores are', () => {
    const shares = sharesOf(Float64Array.from([1000, 1000, -1000]));
    assert.deepEqual([...shares], [0.5, 0.5, 0]);
  });

  it('reads of a sentence what a phrase has too, however long it is', () => {
    const rows = new Map([
      ['one', 0],
      ['two', 1],
    ]);
    const features = new Map([
      ['one', 0.3],
      ['zorvex', 1],
      ['two', 0.4],
    ]);
    const { rows: found, counts } = inputOf(features, rows);
    assert.deepEqual(found, [0, 1, 2]);
    assert.ok(Math.abs(Math.hypot(...counts.slice(0, 2)) - 3) < 1e-9 && counts[2] === 1, counts.join());
    assert.deepEqual(inputOf(new Map(), rows), { rows: [2], counts: [1] });
  });

  it('has a row for each thing that is said, and one that stands for itself', () => {
    const { meanings, rows, networks } = learnedPhrases();
    assert.ok(networks.length > 1);
    for (const { inner, outer } of networks) {
      assert.equal(inner.weights.length, (rows.size + 1) * inner.width);
      assert.equal(outer.weights.length, (inner.width + 1) * outer.width);
      assert.equal(outer.width, meanings.length);
    }
  });

  it('says how likely each meaning is: together 1, also of what no phrase says', () => {
    // What a list is made of is no phrase.
    for (const features of [phraseFeatures('how much is left', anybody), new Map([['constructor', 1]])]) {
      const all = likelyMeanings(features);
      assert.equal(all.length, learnedPhrases().meanings.length);
      assert.ok(Math.abs(all.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    }
  });
});
