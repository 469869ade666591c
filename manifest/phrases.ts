// npm run phrases: writes cards/words/phrase-weights.json, what the tables of phrases teach.
import { writeFileSync } from 'node:fs';
import { phrasesLearned } from '../bot/chat/phrase-training.ts';

const { weights, ...rest } = phrasesLearned();
const lines = Object.entries(weights).map(([feature, pairs]) => `${JSON.stringify(feature)}: ${JSON.stringify(pairs)}`);
writeFileSync(
  new URL('../cards/words/phrase-weights.json', import.meta.url),
  `${JSON.stringify(rest).slice(0, -1)}, "weights": {\n${lines.join(',\n')}\n}}\n`,
);
