// npm run phrases: writes cards/words/phrase-weights.json, what the tables of phrases teach.
import { writeFileSync } from 'node:fs';
import { phrasesLearned } from '../bot/chat/phrase-training.ts';

writeFileSync(
  new URL('../cards/words/phrase-weights.json', import.meta.url),
  `${JSON.stringify(phrasesLearned(), null, 1)}\n`,
);
