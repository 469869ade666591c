import type { Lack } from '../../core/index.ts';
import type { Word } from '../../cards/words.ts';

/** The sentence that says what somebody lacks. */
export const lackWords = {
  credits: 'who.lacksCredits',
  plan: 'who.lacksPlan',
  telephony: 'who.lacksTelephony',
  'resource-plan': 'who.resource',
} as const satisfies Readonly<Record<Lack, Word>>;
