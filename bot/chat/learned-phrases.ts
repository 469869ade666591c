import { readFileSync } from 'node:fs';
import type { LayerShape, PhraseWeights } from '../../cards/phrases.ts';
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
  const { of, meanings, features, networks } = JSON.parse(file('json').toString()) as PhraseWeights;
  // The bytes are the weights: they are held once, as they were read.
  const bytes = file('bin');
  let at = bytes.byteOffset;
  const layerOf = (shape: LayerShape, rows: number): Layer => {
    const weights = new Int8Array(bytes.buffer, at, rows * shape.width);
    at += weights.length;
    return { ...shape, weights };
  };
  const all = networks.map(({ inner, outer }) => ({
    inner: layerOf(inner, features.length + 1),
    outer: layerOf(outer, inner.width + 1),
  }));
  if (at !== bytes.byteOffset + bytes.length) throw new Error('the weights of the phrases are not those of their list');
  const rows = new Map(features.map((feature, row) => [feature, row]));
  return (learned = { of, meanings, rows, networks: all });
}

// A module of the file would keep its text.
const file = (ending: 'json' | 'bin'): Buffer<ArrayBuffer> =>
  readFileSync(new URL(`../../cards/words/phrase-weights.${ending}`, import.meta.url));
