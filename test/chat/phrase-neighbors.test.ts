import assert from 'node:assert/strict';
import { phraseTables } from '../../cards/phrases.ts';
import { phraseWeights } from '../../bot/chat/learned-phrases.ts';
import { nearestMeanings } from '../../bot/chat/phrase-neighbors.ts';
import { sentenceOf } from '../../bot/chat/phrase-sentence.ts';

const meaningNearest = (text: string): string | undefined => {
  const votes = nearestMeanings(sentenceOf(text, undefined).features);
  return phraseWeights().meanings[votes.indexOf(Math.max(...votes))];
};

describe('the nearest phrases', () => {
  it('speak for what a phrase of theirs means, together as much as one', () => {
    for (const { phrases } of Object.values(phraseTables))
      for (const meaning of ['rate', 'verify', 'agreements', 'charge-back', 'clock-24']) {
        const said = phrases[meaning]?.said ?? [];
        const found = said.filter(text => meaningNearest(text) === meaning);
        assert.ok(found.length > 0.9 * said.length, `${meaning}: ${found.length} of ${said.length}`);
      }
    const votes = nearestMeanings(sentenceOf('how much is left', undefined).features);
    assert.ok(Math.abs(votes.reduce((sum, vote) => sum + vote, 0) - 1) < 1e-9);
  });

  it('say nothing of what none of them says', () => {
    assert.ok(nearestMeanings(new Map([['zorvex', 1]])).every(vote => vote === 0));
    // What a list is made of is no phrase.
    assert.ok(nearestMeanings(new Map([['constructor', 1]])).every(vote => vote === 0));
  });
});
