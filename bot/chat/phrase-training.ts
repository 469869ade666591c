import { createHash } from 'node:crypto';
import { noMeaning, phraseTables, type LayerShape, type PhraseWeights } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { inputOf, type Features } from './phrase-classifier.ts';
import { risen, sharesOf, weighed, type Input, type Layer, type Network } from './phrase-network.ts';
import { phraseFeatures } from './phrase-sentence.ts';
import { speechFor } from './speech.ts';

/** A sentence and what it means. */
interface Example {
  readonly meant: number;
  readonly features: Features;
}

/**
 * Several networks that begin at different places err at different sentences: together they are right more often, and surer where they are right.
 * How many places each has in its hidden layer, how often it goes through the examples; how many words of one are left out each time, to how many
 * come words of another, and how many of these; how many places are left out, and how far a step goes.
 */
const training = {
  networks: 5,
  hidden: 80,
  rounds: 20,
  gaps: 0.4,
  guests: 0.3,
  guestWords: 0.3,
  dropped: 0.15,
  step: 0.05,
} as const;

/** Two words, or some characters, beside each other tell something where so many phrases have them. */
const fewestSaying = { beside: 5, characters: 5, letters: 10 } as const;

/** Whoever says a phrase: any day will do, and any currency. */
export const anybody: ArgumentContext = {
  ...{ locale: undefined, localTimeZone: undefined, currency: 'USD', now: Date.UTC(2026, 5, 17, 12) },
  speech: speechFor({ language: 'en', timeZone: 'UTC', isSandbox: false }),
};

/** How many networks there are. */
export const networkCount = training.networks;

/** One of the networks, and what all of them are about. */
export interface LearnedNetwork extends Omit<PhraseWeights, 'networks'> {
  readonly network: PhraseWeights['networks'][number];
  readonly bytes: Int8Array;
}

/** What the phrases of every language teach a network together: they share their ideas. The same phrases teach the same. */
export function networkLearned(at: number): LearnedNetwork {
  const said = everyPhrase();
  const meanings = [...new Set(said.map(([meaning]) => meaning))];
  const examples = said.map(([meaning, text]) => ({
    meant: meanings.indexOf(meaning),
    features: phraseFeatures(text, anybody),
  }));
  const times = timesOf(examples.flatMap(({ features }) => [...features.keys()]));
  const features = [...times.keys()].filter(feature => (times.get(feature) ?? 0) >= fewestOf(feature));
  const rows = new Map(features.map((feature, row) => [feature, row]));
  const { inner, outer } = networkOf({ examples, rows, meanings }, chanceOf(at));
  const layers = [written(inner), written(outer)] as const;
  return {
    ...{ of: phrasesHash(), meanings, features },
    network: { inner: layers[0].shape, outer: layers[1].shape },
    bytes: Int8Array.from(layers.flatMap(({ bytes }) => [...bytes])),
  };
}

const fewestOf = (feature: string): number => {
  if (!feature.includes('>')) return 1;
  if (!feature.endsWith('>')) return fewestSaying.beside;
  return /\p{Script=Han}/u.test(feature) ? fewestSaying.characters : fewestSaying.letters;
};

/** The weights of a layer as whole numbers from -127 to 127. */
function written({ weights, width }: Layer): { readonly shape: LayerShape; readonly bytes: Int8Array } {
  const unit = 127 / Array.from(weights).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  return { shape: { width, unit }, bytes: Int8Array.from(weights, weight => Math.round(weight * unit)) };
}

/** By which learned weights are told to be those of the tables, and of how phrases are read: days and countries are told elsewhere. */
export function phrasesHash(): string {
  const read = everyPhrase()
    .filter((_, at) => at % oneRead === 0)
    .map(([, text]) => [...phraseFeatures(text, anybody)]);
  return createHash('sha256')
    .update(JSON.stringify([phraseTables, read]))
    .digest('hex')
    .slice(0, 16);
}

/** One of so many phrases is read for it. */
const oneRead = 20;

/** Each phrase of every language, by what it means; whose something is is a department as well as anybody. */
const everyPhrase = (): readonly (readonly [string, string])[] =>
  Object.values(phraseTables).flatMap(({ phrases, switches, nothing }) => [
    ...Object.entries(phrases).flatMap(([meaning, { said }]) => said.map(text => [meaning, text] as const)),
    ...Object.entries(switches).flatMap(([meaning, { said, asked }]) =>
      [...said, ...asked].map(text => [meaning, text.replace('{whose}', '{department}')] as const),
    ),
    ...nothing.map(text => [noMeaning, text] as const),
  ]);

function timesOf(all: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const one of all) times.set(one, (times.get(one) ?? 0) + 1);
  return times;
}

/** A layer, and how steep each of its weights was so far. */
interface Taught extends Layer {
  readonly seen: Float32Array;
}

interface Lesson {
  readonly examples: readonly Example[];
  readonly rows: ReadonlyMap<string, number>;
  readonly meanings: readonly string[];
}

function networkOf({ examples, rows, meanings }: Lesson, chance: () => number): Network {
  const inner = beginning(rows.size + 1, training.hidden, { spread: 0.1, chance });
  const outer = beginning(training.hidden + 1, meanings.length, { spread: training.hidden ** -0.5, chance });
  const nothing = meanings.indexOf(noMeaning);
  for (let round = 0; round < training.rounds; round += 1)
    for (const at of shuffled(examples.length, chance)) {
      const example = examples[at];
      if (example === undefined) continue;
      const features = withGaps(example.features, chance);
      const guests = example.meant === nothing ? undefined : examples[Math.floor(chance() * examples.length)]?.features;
      const heard = guests === undefined ? features : withGuests(features, guests, chance);
      learn({ inner, outer }, { input: inputOf(heard, rows), meant: example.meant, chance });
    }
  return { inner, outer };
}

/** A layer that knows nothing yet: no two places of it are alike. */
function beginning(
  rows: number,
  width: number,
  { spread, chance }: { readonly spread: number; readonly chance: () => number },
): Taught {
  const weights = Float32Array.from({ length: rows * width }, () => spread * Math.sqrt(3) * (2 * chance() - 1));
  return { weights, width, unit: 1, seen: new Float32Array(weights.length).fill(1e-3) };
}

/** Moves the weights to what a sentence means, and away from what it was taken for. */
function learn(
  { inner, outer }: { readonly inner: Taught; readonly outer: Taught },
  { input, meant, chance }: { readonly input: Input; readonly meant: number; readonly chance: () => number },
): void {
  const kept = (): number => (chance() < training.dropped ? 0 : 1 / (1 - training.dropped));
  const hidden = weighed(inner, input);
  const alive = risen(hidden, kept);
  const slopes = sharesOf(weighed(outer, alive));
  slopes[meant] = (slopes[meant] ?? 0) - 1;
  const back = descended(outer, alive, slopes);
  const hiddenSlopes = new Float64Array(inner.width);
  for (const [at, row] of alive.rows.entries())
    if (row < inner.width) hiddenSlopes[row] = (back[at] ?? 0) / (1 - training.dropped);
  descended(inner, input, hiddenSlopes);
}

/**
 * Takes a step down, in each weight of what went in, that is shorter where it was often steep (AdaGrad); returns how steep it is by what went in.
 */
function descended({ weights, width, seen }: Taught, { rows, counts }: Input, slopes: Float64Array): Float64Array {
  const back = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const start = (rows[at] ?? 0) * width;
    const count = counts[at] ?? 0;
    let steep = 0;
    for (let place = 0; place < width; place += 1) {
      const slope = slopes[place] ?? 0;
      if (slope === 0) continue;
      const here = start + place;
      const weight = weights[here] ?? 0;
      steep += slope * weight;
      const squares = (seen[here] ?? 0) + (slope * count) ** 2;
      seen[here] = squares;
      weights[here] = weight - (training.step * slope * count) / Math.sqrt(squares);
    }
    back[at] = steep;
  }
  return back;
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

/** Numbers from 0 to 1 that differ by network, and never by run. */
function chanceOf(network: number): () => number {
  let state = network + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
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
