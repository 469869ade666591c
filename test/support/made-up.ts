import { isTyped } from './words.ts';

/** What no language translates, or makes longer: facts, and names of products. */
const asTheyAre = /\{\w+\}|Communications Credits|Microsoft 365|Audio Conferencing/g;

/** No word grows by more than this. */
const longestTail = 8;

/** A text of the made-up language: marked at both ends, and 40 % longer; of characters that every font has, so that it is as wide everywhere. */
export function madeUp(text: string): string {
  const more = '¡'.repeat(Math.ceil(text.replaceAll(asTheyAre, '').length * 0.4));
  return `‹${text}${more.replaceAll(new RegExp(`.{${longestTail}}(?=.)`, 'g'), '$& ')}›`;
}

/** A word list in the made-up language; what people type stays. */
export const inMadeUp = (words: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(words).map(([word, text]) => [word, isTyped(word) || word === 'app.locale' ? text : madeUp(text)]),
  );
