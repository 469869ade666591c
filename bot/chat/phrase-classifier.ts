import { learnedPhrases } from './learned-phrases.ts';
import { risen, sharesOf, weighed, type Input } from './phrase-network.ts';

/** What is known of a sentence, by how much each thing counts. */
export type Features = ReadonlyMap<string, number>;

/** A meaning, and how likely it is: all together are 1. */
export interface Likely {
  readonly meaning: string;
  readonly share: number;
}

/** How much a sentence as a whole counts, however long it is. */
const lengthOfAll = 3;

/** What a network reads of a sentence: what a phrase has too. */
export function inputOf(features: Features, rows: ReadonlyMap<string, number>): Input {
  const known = [...features].flatMap(([feature, count]) => {
    const row = rows.get(feature);
    return row === undefined ? [] : [{ row, count }];
  });
  const length = Math.hypot(...known.map(({ count }) => count)) || 1;
  return {
    rows: [...known.map(({ row }) => row), rows.size],
    counts: [...known.map(({ count }) => (lengthOfAll * count) / length), 1],
  };
}

const asItIs = (): number => 1;

/** The likely meanings of a sentence, the likeliest first: what the networks that phrase-training.ts teaches say on the average. */
export function likelyMeanings(features: Features): readonly Likely[] {
  const { meanings, rows, networks } = learnedPhrases();
  const input = inputOf(features, rows);
  const all = networks.map(({ inner, outer }) => sharesOf(weighed(outer, risen(weighed(inner, input), asItIs))));
  return meanings
    .map((meaning, at) => ({
      meaning,
      share: all.reduce((sum, shares) => sum + (shares[at] ?? 0), 0) / all.length,
    }))
    .toSorted((one, other) => other.share - one.share);
}

/** Whether a word is in a phrase, by its stem. */
export const isSaid = (stem: string): boolean => learnedPhrases().rows.has(stem);

/** A word of a script that parts words, which no phrase has. */
export const isStrange = (stem: string): boolean => !isSaid(stem) && !/\p{Script=Han}/u.test(stem);
