import { phraseWeights } from './learned-phrases.ts';
import { nearestMeanings, type Features } from './phrase-neighbors.ts';

/** A meaning, and how likely it is: all together are 1. */
export interface Likely {
  readonly meaning: string;
  readonly share: number;
}

/** How much a sentence as a whole counts, however long it is. */
export const lengthOf = (features: Features): number => Math.hypot(...features.values()) || 1;

/** How much the nearest phrases count beside what the weights say. */
const neighbors = 0.4;

/**
 * The likely meanings of a sentence, the likeliest first: multinomial logistic regression by the weights that phrase-training.ts learns, and beside
 * it what the nearest phrases mean. The two err in different sentences: where they agree it is surer than either is alone.
 */
export function likelyMeanings(features: Features): readonly Likely[] {
  const { meanings, scale, weights } = phraseWeights();
  const scores = meanings.map(() => 0);
  const known = new Map([...features].filter(([feature]) => Object.hasOwn(weights, feature)));
  const length = lengthOf(known);
  for (const [feature, value] of known) {
    const pairs = weights[feature]?.split(',').map(Number) ?? [];
    for (let at = 0; at < pairs.length; at += 2) {
      const meaning = pairs[at] ?? 0;
      scores[meaning] = (scores[meaning] ?? 0) + ((pairs[at + 1] ?? 0) * value) / length / scale;
    }
  }
  const powers = scores.map(score => Math.exp(score));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  const nearest = nearestMeanings(features);
  return meanings
    .map((meaning, at) => ({
      meaning,
      share: ((1 - neighbors) * (powers[at] ?? 0)) / whole + neighbors * (nearest[at] ?? 0),
    }))
    .toSorted((one, other) => other.share - one.share);
}

/** Whether a word is in a phrase, by its stem. */
export const isSaid = (stem: string): boolean => Object.hasOwn(phraseWeights().weights, stem);

/** A word of a script that parts words, which no phrase has. */
export const isStrange = (stem: string): boolean => !isSaid(stem) && !/\p{Script=Han}/u.test(stem);
