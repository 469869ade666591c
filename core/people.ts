import type { Person } from './licenses.ts';

/** By what a person is found. */
type Named = Pick<Person, 'name' | 'userPrincipalName' | 'mail'>;

/** A typed name, and whom it matches in the directory. */
export interface Found<Who extends Named = Person> {
  readonly typed: string;
  /** None, one, or several to choose from: no match is guessed. */
  readonly people: readonly Who[];
}

/** The names or addresses in a text, separated by Western or Chinese commas or semicolons. */
export const namesIn = (text: string): readonly string[] =>
  text
    .split(/[,;，；、]/)
    .map(name => name.trim())
    .filter(name => name !== '');

/**
 * Finds people by address or sign-in name, else by whole name, else by names in which each word of the text begins a word. Case, width
 * and accents do not matter.
 */
export function findPeople<Who extends Named>(typed: string, people: readonly Who[]): Found<Who> {
  const text = folded(typed);
  const among = (isMeant: (person: Who) => boolean): readonly Who[] => people.filter(isMeant);
  const byAddress = among(one => folded(one.userPrincipalName) === text || folded(one.mail) === text);
  if (text === '' || byAddress.length > 0) return { typed, people: text === '' ? [] : byAddress };
  const byName = among(one => folded(one.name) === text);
  if (byName.length > 0) return { typed, people: byName };
  const words = text.split(' ');
  return {
    typed,
    people: among(({ name }) => {
      const parts = folded(name).split(' ');
      return words.every(word => parts.some(part => part.startsWith(word)));
    }),
  };
}

const folded = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ').trim();
