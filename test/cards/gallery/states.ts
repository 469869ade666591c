import en from '../../../cards/words/en.json' with { type: 'json' };
import zh from '../../../cards/words/zh-CN.json' with { type: 'json' };
import { speechFor } from '../../../bot/chat/speech.ts';
import { languageOf } from '../../../cards/words.ts';
import { inMadeUp } from '../../support/made-up.ts';
import { textsOf } from '../filling.ts';
import { approvalStates } from '../approval-states.ts';
import { digestStates } from '../digest-states.ts';
import { emailStates } from '../email-states.ts';
import { giveBackStates } from '../give-back-states.ts';
import { matterStates } from '../matter-states.ts';
import { orderStates } from '../order-states.ts';
import { setupStates } from '../setup-states.ts';
import { views } from '../views.ts';
import type { State } from './browser/types.ts';
import { walk } from './walk.ts';

/** Every card in every state, in English, in Chinese, and in a language that is 40 % longer. */
export const allStates = (): Promise<readonly State[]> =>
  inEveryLanguage(async (language, locale, words) => [
    ...(await statesIn(language, locale, words)),
    ...alertStates(language, locale),
  ]);

/** The same of alerts alone, which need no conversation. */
export const statesOfAlerts = (): Promise<readonly State[]> =>
  inEveryLanguage((language, locale) => Promise.resolve(alertStates(language, locale)));

type StatesIn = (
  language: string,
  locale: string,
  words: Readonly<Record<string, string>>,
) => Promise<readonly State[]>;

async function inEveryLanguage(statesOf: StatesIn): Promise<readonly State[]> {
  const states = [...(await statesOf('en', 'en-US', en)), ...(await statesOf('zh-CN', 'zh-CN', zh))];
  const kept = { ...en };
  Object.assign(en, inMadeUp(en));
  try {
    return [...states, ...(await statesOf('made-up', 'en-US', en))];
  } finally {
    Object.assign(en, kept);
  }
}

function alertStates(language: string, locale: string): readonly State[] {
  const timeZone = 'Europe/Berlin';
  const speech = speechFor({ language: languageOf(locale), timeZone, isSandbox: false, clientLocale: locale });
  const made = [matterStates, digestStates, orderStates, giveBackStates, approvalStates, setupStates, emailStates];
  return made.flatMap(states => states(speech)).map(state => ({ ...state, language }));
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
