import en from '../../../cards/words/en.json' with { type: 'json' };
import zh from '../../../cards/words/zh-CN.json' with { type: 'json' };
import { inMadeUp } from '../../support/made-up.ts';
import { textsOf } from '../filling.ts';
import { views } from '../views.ts';
import type { State } from './browser/types.ts';
import { walk } from './walk.ts';

/** Every card in every state, in English, in Chinese, and in a language that is 40 % longer. */
export async function allStates(): Promise<readonly State[]> {
  const states = [...(await statesIn('en', 'en-US', en)), ...(await statesIn('zh-CN', 'zh-CN', zh))];
  const kept = { ...en };
  Object.assign(en, inMadeUp(en));
  try {
    return [...states, ...(await statesIn('made-up', 'en-US', en))];
  } finally {
    Object.assign(en, kept);
  }
}

/** What was met in a conversation, and each layout with the most and the least that it can hold. */
async function statesIn(
  language: string,
  locale: string,
  words: Readonly<Record<string, string>>,
): Promise<readonly State[]> {
  const texts = textsOf(words);
  const filled = Object.entries(views).flatMap(([name, { fullest, emptiest }]) => [
    { card: `layout ${name}`, state: 'fullest', json: fullest(texts) },
    { card: `layout ${name}`, state: 'emptiest', json: emptiest(texts) },
  ]);
  return [...(await walk({ locale })), ...filled].map(state => ({ ...state, language }));
}
