import { nameWords, type Person } from '../../core/index.ts';

/** Words are grouped by so many of their first characters. */
const groupedBy = 3;

/** Finds whom a typed name may mean without looking at everybody. */
export class PeopleIndex {
  readonly #groups = new Map<string, Set<Person>>();

  add(person: Person): void {
    for (const key of keysOf(person)) {
      const group = this.#groups.get(key) ?? new Set();
      this.#groups.set(key, group.add(person));
    }
  }

  remove(person: Person): void {
    for (const key of keysOf(person)) this.#groups.get(key)?.delete(person);
  }

  /** Everybody in whose name a word begins as the longest typed one does, or whose address begins as the text does; and some others. */
  mayMean(typed: string): readonly Person[] {
    const { text, words } = nameWords(typed);
    if (text === '') return [];
    const longest = words.reduce((one, other) => (other.length > one.length ? other : one), '');
    return [...new Set([...this.#beginning(longest), ...this.#beginning(text)])];
  }

  #beginning(text: string): Iterable<Person> {
    if (text.length >= groupedBy) return this.#groups.get(text.slice(0, groupedBy)) ?? [];
    return this.#groups
      .entries()
      .filter(([key]) => key.startsWith(text))
      .flatMap(([, group]) => group);
  }
}

/** The beginnings of each word of the name, and of the addresses. */
function keysOf({ name, userPrincipalName, mail }: Person): ReadonlySet<string> {
  const addresses = mail === userPrincipalName ? [mail] : [userPrincipalName, mail];
  const words = [...nameWords(name).words, ...addresses.map(address => nameWords(address).text)];
  return new Set(words.map(word => word.slice(0, groupedBy)));
}
