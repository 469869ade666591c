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
 * Finds people by address or sign-in name, else by whole name, else by names in which each word of the text begins a word. Case, width,
 * accents and marks that nobody sees do not matter.
 */
export function findPeople<Who extends Named>(typed: string, people: readonly Who[]): Found<Who> {
  const text = folded(typed);
  const among = (isMeant: (known: FoldedNames) => boolean): readonly Who[] =>
    people.filter(person => isMeant(foldedNames(person)));
  const byAddress = among(({ addresses }) => addresses.includes(text));
  if (text === '' || byAddress.length > 0) return { typed, people: text === '' ? [] : byAddress };
  const byName = among(({ name }) => name === text);
  if (byName.length > 0) return { typed, people: byName };
  const words = [...new Set(text.split(' '))];
  return {
    typed,
    people: among(({ parts }) => words.every(word => parts.some(part => part.startsWith(word)))),
  };
}

interface FoldedNames {
  readonly addresses: readonly string[];
  readonly name: string;
  readonly parts: readonly string[];
}

/** Each person's names are folded once, however many are looked for among ten thousand people. */
const known = new WeakMap<Named, FoldedNames>();

function foldedNames(person: Named): FoldedNames {
  const before = known.get(person);
  if (before !== undefined) return before;
  const name = folded(person.name);
  const names = {
    addresses: [folded(person.userPrincipalName), folded(person.mail)],
    name,
    parts: name.split(' '),
  };
  known.set(person, names);
  return names;
}

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
