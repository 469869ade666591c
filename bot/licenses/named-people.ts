import type { Found, Person } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import type { Turn } from '../chat/turn.ts';
import { allNamed, type People, type PeopleNeeds } from './people.ts';

/** More names at once are better chosen in set-up. */
export const mostNames = 50;

/** Whom a text names. */
export interface NamedPeople {
  /** As they are now; each of them is meant by a name of their own. */
  readonly chosen: readonly Person[];
  /** Names that several people have. */
  readonly unclear: readonly Found[];
  /** Sentences that say of which names there is nobody. */
  readonly nobody: readonly string[];
}

/** Finds the people that a text names, among those who pass; undefined where it names too many at once. */
export async function namedPeople(
  needs: PeopleNeeds,
  { speech, mentions, person: asker }: Pick<Turn, 'speech' | 'mentions' | 'person'>,
  text: string,
  known: People,
  passes: (person: Person) => boolean,
): Promise<NamedPeople | undefined> {
  const found = allNamed(text, known, { passes, mentions, asker: asker.id });
  if (found.length > mostNames) return undefined;
  const clear = found.flatMap(({ people }) => (people.length === 1 ? people : []));
  return {
    chosen: await needs.keptDirectory.shown([...new Map(clear.map(person => [person.id, person])).values()]),
    unclear: found.filter(({ people }) => people.length > 1),
    nobody: found
      .filter(({ people }) => people.length === 0)
      .map(({ typed }) => speech.say('assign.nobody', { name: escape(cut(typed)) })),
  };
}
