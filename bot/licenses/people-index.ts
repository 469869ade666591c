import { nameWords, suggestPeople, type Person } from '../../core/index.ts';

/** Words and addresses are grouped by so many of their first characters: addresses of an organization are more alike. */
const groupedBy = { word: 3, address: 6 };

/** Finds whom a typed name may mean without looking at everybody. */
export class PeopleIndex {
  readonly #words = new Map<string, Set<Person>>();
  readonly #addresses = new Map<string, Set<Person>>();
  /** How many people have a word in their name. */
  readonly #times = new Map<string, number>();

  add(person: Person): void {
    for (const [groups, key] of this.#groupsOf(person)) {
      const group = groups.get(key) ?? new Set();
      groups.set(key, group.add(person));
    }
    this.#count(person, 1);
  }

  remove(person: Person): void {
    for (const [groups, key] of this.#groupsOf(person)) groups.get(key)?.delete(person);
    this.#count(person, -1);
  }

  /** Everybody in whose name a word begins as the longest typed one does, or whose address the text is; and some others. */
  mayMean(typed: string): readonly Person[] {
    const { text, words } = nameWords(typed);
    const byAddress = this.#addresses.get(text.slice(0, groupedBy.address)) ?? [];
    return [...new Set([...beginning(this.#words, longestOf(words), groupedBy.word), ...byAddress])];
  }

  /** Whether somebody's name has all the words of a text, as it may have others: whoever has the rarest of them is looked at. */
  isCalled(typed: string): boolean {
    const { words } = nameWords(typed);
    const timesOf = (word: string): number => this.#times.get(word) ?? 0;
    const [rarest] = words.toSorted((one, other) => timesOf(one) - timesOf(other));
    if (rarest === undefined || timesOf(rarest) === 0) return false;
    if (words.length === 1) return true;
    const group = this.#words.get(rarest.slice(0, groupedBy.word)) ?? new Set();
    return group.values().some(({ name }) => {
      const known = nameWords(name).words;
      return words.every(word => known.includes(word));
    });
  }

  /** Some of those to suggest while a name is typed, without looking at more than it takes. */
  suggested(typed: string, limit: number, passes: (person: Person) => boolean): readonly Person[] {
    const { text, words } = nameWords(typed);
    const found = new Set<Person>();
    for (const groups of [
      beginning(this.#words, longestOf(words), groupedBy.word),
      beginning(this.#addresses, text, groupedBy.address),
    ])
      for (const person of groups) {
        if (found.size === limit) break;
        if (passes(person) && suggestPeople(typed, [person]).length > 0) found.add(person);
      }
    return [...found];
  }

  #count({ name }: Person, by: 1 | -1): void {
    for (const word of nameWords(name).words) {
      const times = (this.#times.get(word) ?? 0) + by;
      if (times === 0) this.#times.delete(word);
      else this.#times.set(word, times);
    }
  }

  #groupsOf({ name, userPrincipalName, mail }: Person): Iterable<readonly [Map<string, Set<Person>>, string]> {
    const words = nameWords(name).words.map(word => word.slice(0, groupedBy.word));
    const addresses = [userPrincipalName, mail].map(address => nameWords(address).text.slice(0, groupedBy.address));
    return [
      ...[...new Set(words)].map(key => [this.#words, key] as const),
      ...[...new Set(addresses)].map(key => [this.#addresses, key] as const),
    ];
  }
}

const longestOf = (words: readonly string[]): string =>
  words.reduce((one, other) => (other.length > one.length ? other : one), '');

/** Everybody of the groups that a text falls into, which may be a part of a key; nobody for no text. */
function beginning(groups: ReadonlyMap<string, Set<Person>>, text: string, length: number): Iterable<Person> {
  if (text === '') return [];
  if (text.length >= length) return groups.get(text.slice(0, length)) ?? [];
  return groups
    .entries()
    .filter(([key]) => key.startsWith(text))
    .flatMap(([, group]) => group);
}
