import { phraseWeights } from './learned-phrases.ts';

/** What is known of a sentence, by how much each thing counts. */
export type Features = ReadonlyMap<string, number>;

/** So many phrases speak for what they mean, and the nearer ones more, by this power of how near they are. */
const nearest = { count: 15, power: 3 } as const;

/** How much of a sentence each phrase says; kept, since it is as long as all phrases. */
let shared: Float64Array | undefined;

/**
 * How much the phrases that say most of what a sentence says speak for each meaning: together 1, or 0 where none says any of it. What few phrases
 * say counts more (k nearest neighbors by the cosine of inverse document frequencies).
 */
export function nearestMeanings(features: Features): readonly number[] {
  const { meanings, meant, lengths } = phraseWeights();
  shared ??= new Float64Array(meant.length);
  shared.fill(0);
  for (const feature of features.keys()) {
    const saying = phrasesSaying(feature);
    const counts = rarity(saying.length, meant.length) ** 2;
    for (const phrase of saying) shared[phrase] = (shared[phrase] ?? 0) + counts;
  }
  const votes = meanings.map(() => 0);
  for (const { phrase, near } of mostOf(shared, lengths)) {
    const meaning = meant[phrase] ?? 0;
    votes[meaning] = (votes[meaning] ?? 0) + near ** nearest.power;
  }
  const whole = votes.reduce((sum, vote) => sum + vote, 0) || 1;
  return votes.map(vote => vote / whole);
}

/** How much it tells that a phrase says something which so many of all say. */
export const rarity = (saying: number, all: number): number => Math.log(all / (1 + saying));

const read = new Map<string, Uint32Array>();

/** The phrases that say something, by their places; read from their steps once. */
function phrasesSaying(feature: string): Uint32Array {
  const before = read.get(feature);
  if (before !== undefined) return before;
  const { steps } = phraseWeights();
  if (!Object.hasOwn(steps, feature)) return none;
  let phrase = -1;
  const found = Uint32Array.from(steps[feature]?.split(',') ?? [], step => (phrase += Number(step)));
  read.set(feature, found);
  return found;
}

const none = new Uint32Array(0);

interface Neighbor {
  readonly phrase: number;
  readonly near: number;
}

/** The nearest phrases, the nearest first. */
function mostOf(shared: Float64Array, lengths: readonly number[]): readonly Neighbor[] {
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
