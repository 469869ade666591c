import { createRequire } from 'node:module';
import type { PhraseWeights } from '../../cards/phrases.ts';

const read = createRequire(import.meta.url);
let learned: PhraseWeights | undefined;

/** What the phrases teach, read when the first sentence comes: a start need not wait for it, nor keep what only typed commands never need. */
export const phraseWeights = (): PhraseWeights =>
  (learned ??= read('../../cards/words/phrase-weights.json') as PhraseWeights);
