import { findPeople, type Found, type Person, type Sku } from '../../core/index.ts';
import type { Directory } from '../ports/index.ts';
import type { KeptDirectory, KnownPeople } from './kept-directory.ts';

/** The tenant's people, and the products that they can be given. */
export interface People extends KnownPeople {
  readonly skus: readonly Sku[];
}

/** What it takes to read them. */
export interface PeopleNeeds {
  readonly directory: Directory;
  readonly keptDirectory: KeptDirectory;
}

export async function readPeople({ directory, keptDirectory }: PeopleNeeds): Promise<People> {
  const [known, skus] = await Promise.all([keptDirectory.read(), directory.skus()]);
  return { ...known, skus };
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

/** Whom a typed name means, among those who pass. */
export const peopleNamed = (
  typed: string,
  { mayMean }: Pick<KnownPeople, 'mayMean'>,
  passes: (person: Person) => boolean = () => true,
): Found => findPeople(typed, mayMean(typed).filter(passes));
