import type { ChangedLine } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Roles } from '../chat/roles.ts';
import type { Turn } from '../chat/turn.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { Clock, Looks } from '../ports/index.ts';
import { namesApart } from '../reports/names-apart.ts';
import { lineName } from '../reports/line-words.view.ts';
import type { ShownPeople } from './digest-groups.view.ts';

export interface NamingNeeds {
  readonly clock: Clock;
  readonly roles: Roles;
  readonly looks: Looks;
  readonly keptDirectory: KeptDirectory;
}

/** What somebody may see of a digest: whose calls have changed most, by name, only where they may see that. */
export async function namedChanges(
  { clock, roles, looks, keptDirectory }: NamingNeeds,
  { speech, person }: Pick<Turn, 'speech' | 'person'>,
  people: readonly ChangedLine[],
): Promise<ShownPeople> {
  const sight = await roles.sightOf(person.id);
  if (sight.kind !== 'whole' || people.length === 0) return { sight, people: [] };
  await looks.note({ who: person.id ?? '', whom: undefined, at: clock.now(), command: 'digest' });
  const apart = await namesApart(keptDirectory, people);
  const named = people.map(line => {
    const name = escape(lineName(speech, 'person', line, sight));
    const other = apart.get(line.key ?? '');
    return {
      name: other === undefined ? name : speech.say('usage.namesake', { name, apart: escape(other) }),
      ...{ cost: line.cost, usual: line.usual },
    };
  });
  return { sight, people: named };
}
