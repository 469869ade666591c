import { phraseWeights } from '../../cards/phrases.ts';

/** What is known of a sentence, by how much each thing counts. */
export type Features = ReadonlyMap<string, number>;

/** So many phrases speak for what they mean, and the nearer ones more, by this power of how near they are. */
const nearest = { count: 15, power: 3 } as const;

/** How near each phrase is to a sentence, before its own length is taken out; kept, since it is as long as all phrases. */
let shared: Float64Array | undefined;
let lengths: Float64Array | undefined;

/**
 * How much the phrases that say most of what a sentence says speak for each meaning: together 1, or 0 where none says any of it. What few phrases
 * say counts more (k nearest neighbors by the cosine of inverse document frequencies).
 */
export function nearestMeanings(features: Features): readonly number[] {
  const { meanings, meant, steps } = phraseWeights;
  lengths ??= lengthsOf();
  shared ??= new Float64Array(meant.length);
  shared.fill(0);
  for (const feature of features.keys()) {
    const all = Object.hasOwn(steps, feature) ? (steps[feature] ?? []) : [];
    const counts = rarity(all) ** 2;
    for (let phrase = -1, at = 0; at < all.length; at += 1) {
      phrase += all[at] ?? 0;
      shared[phrase] = (shared[phrase] ?? 0) + counts;
    }
  }
  const votes = meanings.map(() => 0);
  for (const { phrase, near } of mostOf(shared, lengths)) {
    const meaning = meant[phrase] ?? 0;
    votes[meaning] = (votes[meaning] ?? 0) + near ** nearest.power;
  }
  const whole = votes.reduce((sum, vote) => sum + vote, 0) || 1;
  return votes.map(vote => vote / whole);
}

/** How much it tells that a phrase says something, by which phrases say it too. */
const rarity = (steps: readonly number[]): number => Math.log(phraseWeights.meant.length / (1 + steps.length));

/** How much each phrase says, of what three or more say. */
function lengthsOf(): Float64Array {
  const { meant, steps } = phraseWeights;
  const squares = new Float64Array(meant.length);
  for (const all of Object.values(steps)) {
    const counts = rarity(all) ** 2;
    for (let phrase = -1, at = 0; at < all.length; at += 1) {
      phrase += all[at] ?? 0;
      squares[phrase] = (squares[phrase] ?? 0) + counts;
    }
  }
  return squares.map(Math.sqrt);
}

interface Neighbor {
  readonly phrase: number;
  readonly near: number;
}

/** The nearest phrases, the nearest first. */
function mostOf(shared: Float64Array, lengths: Float64Array): readonly Neighbor[] {
  const found: Neighbor[] = [];
  for (let phrase = 0; phrase < shared.length; phrase += 1) {
    const near = (shared[phrase] ?? 0) / (lengths[phrase] || 1);
    if (near <= (found.length < nearest.count ? 0 : (found.at(-1)?.near ?? 0))) continue;
    const at = found.findIndex(one => one.near < near);
    found.splice(at < 0 ? found.length : at, 0, { phrase, near });
    if (found.length > nearest.count) found.pop();
  }
  return found;
}
