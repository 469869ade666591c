import type { ArgumentContext } from '../../bot/chat/argument.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { nameWords } from '../../core/index.ts';
import type { Language } from '../../cards/words.ts';

/** Somebody who types on Thursday, November 26, 2026, in Berlin, of a wallet in dollars. */
export const aContext = (more: { readonly language?: Language; readonly at?: string } = {}): ArgumentContext => ({
  speech: speechFor({ language: more.language ?? 'en', timeZone: 'Europe/Berlin', isSandbox: true }),
  now: Date.parse(more.at ?? '2026-11-26T12:00:00+01:00'),
  currency: 'USD',
  locale: 'en-US',
  localTimeZone: undefined,
});

/** The same in an organization that knows these people. */
export const aContextKnowing = (names: readonly string[]): ArgumentContext => {
  const known = names.map(name => nameWords(name).words);
  const isCalled = (typed: string): boolean => {
    const { words } = nameWords(typed);
    return words.length > 0 && known.some(name => words.every(word => name.includes(word)));
  };
  return { ...aContext(), isCalled };
};
