import type { Speech } from './speech.ts';

/** Sentences one after the other, as the language sets them; empty ones left out. */
export const joined = (speech: Speech, ...sentences: readonly string[]): string =>
  sentences.filter(Boolean).join(speech.say('list.space'));
