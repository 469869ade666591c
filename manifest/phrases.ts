// npm run phrases: writes cards/words/phrase-weights.json, what the tables of phrases teach.
import { writeFileSync } from 'node:fs';
import { phrasesLearned } from '../bot/chat/phrase-training.ts';

const { weights, steps, ...rest } = phrasesLearned();
const linesOf = (byFeature: Readonly<Record<string, string>>): string =>
  Object.entries(byFeature)
    .map(([feature, list]) => `${JSON.stringify(feature)}: ${JSON.stringify(list)}`)
    .join(',\n');
writeFileSync(
  new URL('../cards/words/phrase-weights.json', import.meta.url),
  `${JSON.stringify(rest).slice(0, -1)}, "weights": {\n${linesOf(weights)}\n}, "steps": {\n${linesOf(steps)}\n}}\n`,
);
