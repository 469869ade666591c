import { readFileSync } from 'node:fs';
import type { LayerWeights, PhraseWeights } from '../../cards/phrases.ts';
import type { Layer, Network } from './phrase-network.ts';

/** What the phrases teach. */
interface LearnedPhrases {
  /** Of which tables, by their hash. */
  readonly of: string;
  readonly meanings: readonly string[];
  /** The row of each thing that a sentence may say. */
  readonly rows: ReadonlyMap<string, number>;
  readonly networks: readonly Network[];
}

let learned: LearnedPhrases | undefined;

/** What the phrases teach, read when the first sentence comes: a start need not wait for it, nor keep what only typed commands never need. */
export function learnedPhrases(): LearnedPhrases {
  if (learned !== undefined) return learned;
  // A module of the file would keep its twelve megabytes of text.
  const file = new URL('../../cards/words/phrase-weights.json', import.meta.url);
  const { of, meanings, features, networks } = JSON.parse(readFileSync(file, 'utf8')) as PhraseWeights;
  return (learned = {
    of,
    meanings,
    rows: new Map(features.map((feature, row) => [feature, row])),
    networks: networks.map(({ inner, outer }) => ({ inner: layerOf(inner), outer: layerOf(outer) })),
  });
}

const layerOf = ({ weights, ...rest }: LayerWeights): Layer => ({
  ...rest,
  weights: Int8Array.from(Buffer.from(weights, 'base64')),
});
