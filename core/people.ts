import type { Person } from './licenses.ts';

/** By what a person is found. */
type Named = Pick<Person, 'name' | 'userPrincipalName' | 'mail'>;

/** Whether a text is the id of an entry of the directory, a person's or a group's; people of the sandbox have one digit more. */
export const isObjectId = (text: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12,13}$/i.test(text);

/** A typed name, and whom it matches in the directory. */
export interface Found<Who extends Named = Person> {
  readonly typed: string;
  /** None, one, or several to choose from: no match is guessed. */
  readonly people: readonly Who[];
}

/**
 * The names or addresses in a text, separated by Western or Chinese commas or semicolons. Of `Name <address>`, as mail programs write it, the
 * address counts; there a name may be `Last, First` where semicolons separate.
 */
export function namesIn(text: string): readonly string[] {
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('＜', '<').replaceAll('＞', '>');
  const separator = /[;；][^]*<|<[^]*[;；]/.test(plain) ? /[;；]/ : /[,;，；、]/;
  return plain
    .split(separator)
    .flatMap(part => {
      const address = /<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>/.exec(part)?.[1];
      return address === undefined ? part.split(/[,，、]/) : [address];
    })
    .map(name => name.trim())
    .filter(name => name !== '');
}

/** The parts of what may be several names joined by a word for "and"; a name may have one in it, as 王和平 and Sales and Support do. */
export const joinedNames = (name: string): readonly string[] =>
  name
    .split(/\s+(?:and|&)\s+|[和与與及]/i)
    .map(part => part.trim())
    .filter(part => part !== '');

/**
 * Finds people by address or sign-in name, else by whole name, else by names in which each word of the text begins a word. Case, width,
 * accents and marks that nobody sees do not matter.
 */
export function findPeople<Who extends Named>(typed: string, people: readonly Who[]): Found<Who> {
  const { text, words } = nameWords(typed);
  const among = (isMeant: (known: FoldedNames) => boolean): readonly Who[] =>
    people.filter(person => isMeant(foldedNames(person)));
  const byAddress = among(({ addresses }) => addresses.includes(text));
  if (text === '' || byAddress.length > 0) return { typed, people: text === '' ? [] : byAddress };
  const byName = among(({ name }) => name === text);
  if (byName.length > 0) return { typed, people: byName };
  return {
    typed,
    people: among(({ parts }) => words.every(word => parts.some(part => part.startsWith(word)))),
  };
}

/** Those to suggest while a name is typed: each word begins a word of their name, or the text an address. */
export function suggestPeople<Who extends Named>(typed: string, people: readonly Who[]): readonly Who[] {
  const { text, words } = nameWords(typed);
  return people.filter(person => {
    const { addresses, parts } = foldedNames(person);
    return (
      words.every(word => parts.some(part => part.startsWith(word))) ||
      addresses.some(address => address.startsWith(text))
    );
  });
}

/** A name or an address as it is compared: without case, width and accents; and its words, each once. */
export function nameWords(typed: string): { readonly text: string; readonly words: readonly string[] } {
  const text = folded(typed);
  return { text, words: text === '' ? [] : [...new Set(text.split(' '))] };
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

/** Most names are plain ASCII, in which there are no accents to look for. */
function folded(text: string): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  const plain = /^[\u0000-\u007f]*$/.test(text)
    ? text
    : text.normalize('NFKD').replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '');
  return plain.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
