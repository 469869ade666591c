import { findPeople, joinedNames, namesIn, type Found, type Person, type Sku } from '../../core/index.ts';
import { allWords } from '../chat/argument.ts';
import type { Directory, Mention } from '../ports/index.ts';
import type { KeptDirectory, KnownPeople } from './kept-directory.ts';
import type { LeftOutPeople } from './left-out.ts';

/** The tenant's people, and the products that they can be given. */
export interface People extends KnownPeople {
  readonly skus: readonly Sku[];
  readonly leftOut: LeftOutPeople;
}

/** What it takes to read them. */
export interface PeopleNeeds {
  readonly directory: Directory;
  readonly keptDirectory: KeptDirectory;
}

export async function readPeople({ directory, keptDirectory }: PeopleNeeds): Promise<People> {
  const [known, skus] = await Promise.all([keptDirectory.read(), directory.skus()]);
  return { ...known, skus, leftOut: await keptDirectory.leftOut() };
}

/** The same, after those whom a card shows of them were read again. */
export async function readPeopleShowing(
  needs: PeopleNeeds,
  shown: (people: People) => readonly Person[],
): Promise<People> {
  const found = await readPeople(needs);
  await needs.keptDirectory.shown(shown(found));
  return { ...found, ...needs.keptDirectory.known() };
}

interface Naming {
  readonly passes?: (person: Person) => boolean;
  /** Whom the message mentions: a name among these is of one person, where Teams says of whom. */
  readonly mentions?: readonly Mention[];
  /** Who types: "me" is them, and nobody whose name begins so. */
  readonly asker?: string | undefined;
}

/** Whom a typed name means, among those who pass. */
export function peopleNamed(
  typed: string,
  { mayMean, person }: Pick<KnownPeople, 'mayMean' | 'person'>,
  { passes = () => true, mentions = [], asker }: Naming = {},
): Found {
  const id = mentions.find(({ name }) => name === typed)?.personId ?? (isMe(typed) ? asker : undefined);
  const known = id === undefined ? undefined : person(id);
  return known === undefined
    ? findPeople(typed, mayMean(typed).filter(passes))
    : { typed, people: [known].filter(passes) };
}

/** Whether a text means whoever types it. */
export const isMe = (typed: string): boolean => allWords('choice.me').includes(typed.trim().toLowerCase());

/** The same for all names of a text; what is nobody's name may be several joined by "and". */
export const allNamed = (
  text: string,
  known: Pick<KnownPeople, 'mayMean' | 'person'>,
  naming: Naming = {},
): readonly Found[] =>
  namesIn(text).flatMap(name => {
    const found = peopleNamed(name, known, naming);
    if (found.people.length > 0) return [found];
    const parts = joinedNames(name).map(one => peopleNamed(one, known, naming));
    // 李和平 is not 李 and 平, unless there are both.
    return /\s/.test(name) || parts.every(({ people }) => people.length > 0) ? parts : [found];
  });
