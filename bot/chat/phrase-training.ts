import { createHash } from 'node:crypto';
import { noMeaning, phraseTables, type PhraseWeights } from '../../cards/phrases.ts';
import { lengthOf } from './phrase-classifier.ts';
import { rarity, type Features } from './phrase-neighbors.ts';
import { sentenceOf } from './phrase-sentence.ts';

/** A sentence and what it means. */
interface Example {
  readonly meant: number;
  readonly features: Features;
}

/**
 * How often the examples are gone through, and from which time on the weights are averaged; how many words of one are left out each time, to how
 * many come words of another, and how many of these; how far a step goes, how much of each weight is given up for the plainest explanation,
 * which weights are too small to be kept, and by what all are multiplied to be whole numbers.
 */
const training = {
  rounds: 40,
  settled: 10,
  gaps: 0.15,
  guests: 0.5,
  guestWords: 0.5,
  step: 0.35,
  shrink: 2e-5,
  least: 8,
  scale: 10,
} as const;

/** What the phrases of every language teach together: they share their ideas. The same phrases teach the same. */
export function phrasesLearned(): PhraseWeights {
  const said = everyPhrase().map(([meaning, text]) => ({ meaning, sentence: sentenceOf(text, undefined) }));
  const meanings = [...new Set(said.map(({ meaning }) => meaning))];
  const examples = said.map(({ meaning, sentence }) => ({
    meant: meanings.indexOf(meaning),
    features: sentence.features,
  }));
  const weights = weightsOf(examples, meanings.length, meanings.indexOf(noMeaning));
  const meant = examples.map(example => example.meant);
  return { of: phrasesHash(), meanings, scale: training.scale, weights, meant, ...neighborsOf(examples) };
}

/** What fewer phrases say tells nothing of their neighbors. */
const fewestSaying = 3;

/** By what is said: how far it is from each phrase that says it to the next; and how much each phrase says. */
function neighborsOf(examples: readonly Example[]): Pick<PhraseWeights, 'steps' | 'lengths'> {
  const saying = new Map<string, number[]>();
  for (const [phrase, { features }] of examples.entries())
    for (const feature of features.keys()) {
      const before = saying.get(feature);
      if (before === undefined) saying.set(feature, [phrase]);
      else before.push(phrase);
    }
  const kept = [...saying].filter(([, phrases]) => phrases.length >= fewestSaying);
  const squares = new Float64Array(examples.length);
  for (const [, phrases] of kept)
    for (const phrase of phrases)
      squares[phrase] = (squares[phrase] ?? 0) + rarity(phrases.length, examples.length) ** 2;
  return {
    lengths: Array.from(squares, square => Math.round(100 * Math.sqrt(square))),
    steps: Object.fromEntries(
      kept.map(([feature, phrases]) => [
        feature,
        phrases.map((phrase, at) => phrase - (phrases[at - 1] ?? -1)).join(','),
      ]),
    ),
  };
}

/** By which learned weights are told to be those of the tables. */
export const phrasesHash = (): string =>
  createHash('sha256').update(JSON.stringify(phraseTables)).digest('hex').slice(0, 16);

/** Each phrase of every language, by what it means. */
const everyPhrase = (): readonly (readonly [string, string])[] =>
  Object.values(phraseTables).flatMap(({ phrases, switches, nothing }) => [
    ...Object.entries(phrases).flatMap(([meaning, { said }]) => said.map(text => [meaning, text] as const)),
    ...Object.entries(switches).flatMap(([meaning, { said, asked }]) =>
      [...said, ...asked].map(text => [meaning, text] as const),
    ),
    ...nothing.map(text => [noMeaning, text] as const),
  ]);

function timesOf(all: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const one of all) times.set(one, (times.get(one) ?? 0) + 1);
  return times;
}

/** Stochastic gradient steps that shorten where a feature was often seen (AdaGrad). Two words beside each other are learned where they are so twice. */
function weightsOf(examples: readonly Example[], count: number, nothing: number): PhraseWeights['weights'] {
  const times = timesOf(examples.flatMap(({ features }) => [...features.keys()]));
  const kept = [...times.keys()].filter(feature => (times.get(feature) ?? 0) > 1 || !feature.includes('>'));
  const places = new Map(kept.map((feature, at) => [feature, at * count]));
  const weights = new Float64Array(kept.length * count);
  const sums = new Float64Array(weights.length);
  const seen = new Float64Array(weights.length).fill(1e-3);
  for (let round = 0; round < training.rounds; round += 1) {
    const chance = chanceOf(round);
    for (const at of shuffled(examples.length, chance)) {
      const example = examples[at];
      if (example === undefined) continue;
      const features = withGaps(example.features, chance);
      const guests = example.meant === nothing ? undefined : examples[Math.floor(chance() * examples.length)]?.features;
      const learned = guests === undefined ? features : withGuests(features, guests, chance);
      learn({ ...example, features: learned }, places, weights, seen, count);
    }
    if (round >= training.settled) for (const [at, weight] of weights.entries()) sums[at] = (sums[at] ?? 0) + weight;
  }
  const averaged = sums.map(sum => sum / (training.rounds - training.settled));
  return Object.fromEntries(
    kept.map((feature, at) => [feature, pairsOf(averaged.subarray(at * count, (at + 1) * count))]),
  );
}

/** A meaning, and its weight as a whole number, and so on. */
const pairsOf = (weights: Float64Array): string =>
  [...weights]
    .flatMap((weight, meaning) => {
      const whole = Math.round(weight * training.scale);
      return Math.abs(whole) < training.least ? [] : [meaning, whole];
    })
    .join(',');

/** Moves the weights of a sentence's features to what it means, and away from what it was taken for. */
function learn(
  { meant, features }: Example,
  places: ReadonlyMap<string, number>,
  weights: Float64Array,
  seen: Float64Array,
  count: number,
): void {
  const found = new Map([...features].filter(([feature]) => places.has(feature)));
  const length = lengthOf(found);
  const known = [...found].map(([feature, value]) => ({ place: places.get(feature) ?? 0, value: value / length }));
  const scores = Array.from({ length: count }, (_, meaning) =>
    known.reduce((sum, { place, value }) => sum + value * (weights[place + meaning] ?? 0), 0),
  );
  const powers = scores.map(score => Math.exp(score));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  for (const [meaning, power] of powers.entries()) {
    const missed = (meaning === meant ? 1 : 0) - power / whole;
    for (const { place, value } of known) {
      const at = place + meaning;
      const slope = missed * value - training.shrink * (weights[at] ?? 0);
      seen[at] = (seen[at] ?? 0) + slope * slope;
      weights[at] = (weights[at] ?? 0) + (training.step * slope) / Math.sqrt(seen[at]);
    }
  }
}

/**
 * A sentence without some of its words, and what stands beside them: what a stranger types has words that no phrase has, and must be
 * understood by the others.
 */
function withGaps(features: Features, chance: () => number): Features {
  const missing = new Set([...features.keys()].filter(name => isWord(name) && chance() < training.gaps));
  if (missing.size === 0) return features;
  return new Map([...features].filter(([name]) => !name.split('>').some(part => missing.has(part))));
}

/** A sentence about a command with some words of another in it: a story around it has words that speak for nothing, or for something else. */
function withGuests(features: Features, guests: Features, chance: () => number): Features {
  if (chance() >= training.guests) return features;
  return new Map([...[...guests].filter(([name]) => isWord(name) && chance() < training.guestWords), ...features]);
}

const isWord = (feature: string): boolean => /^[^#{]/.test(feature) && !feature.includes('>');

/** Numbers from 0 to 1 that differ by round, and never by run. */
function chanceOf(round: number): () => number {
  let state = round + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** The numbers below a count in an order by chance. */
function shuffled(count: number, chance: () => number): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1));
    [all[last], all[other]] = [all[other] ?? 0, all[last] ?? 0];
  }
  return all;
}
