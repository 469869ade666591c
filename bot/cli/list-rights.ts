import { toIso, type TimeZone } from '../../core/index.ts';
import { Rights, type RightHolder } from '../chat/rights.ts';
import { namesOf, type NamesById } from './directory-names.ts';
import { readCount } from './options.ts';
import { dayAndTime } from './speech.ts';
import { capped, table } from './table.ts';
import { print, type Session } from './terminal.ts';

const usualLimit = '20';

/** Every right that was given beside roles, what is narrowed, and who said so last. */
export async function listRights(session: Session, timeZone: TimeZone, limit = usualLimit): Promise<void> {
  const most = readCount('limit', limit);
  const { given, narrowed, changes } = await new Rights(session.documents).read();
  const names = await namesOf(session, [...given.map(({ to }) => to), ...changes.flatMap(({ to }) => to ?? [])]);
  const latest = changes.toReversed().slice(0, most);
  const when = (at: number): string => dayAndTime(at, timeZone);
  print(
    session,
    {
      rights: given.map(({ right, to, by, at }) => ({ right, ...named(to, names), by, at: toIso(at) })),
      narrowed: narrowed.map(({ right, by, at }) => ({ right, by, at: toIso(at) })),
      changes: changes
        .toReversed()
        .map(({ what, right, to, by, at }) => ({ what, right, to: to && named(to, names), by, at: toIso(at) })),
    },
    [
      ...(given.length === 0
        ? ['no right was given to anybody: roles alone decide']
        : table(
            session,
            { right: 'left', to: 'left', id: 'left', by: 'left', since: 'left' },
            given.map(({ right, to, by, at }) => [right, shownName(to, names), to.id, by, when(at)]),
          )),
      ...narrowed.map(({ right, by, at }) => `no role gives ${right}, since ${when(at)} (${by})`),
      ...(latest.length === 0
        ? []
        : [
            '',
            `last changes, times in ${timeZone}`,
            ...table(
              session,
              { when: 'left', by: 'left', what: 'left', right: 'left', whom: 'left' },
              latest.map(({ what, right, to, by, at }) => [
                when(at),
                by,
                what,
                right,
                to === undefined ? '' : shownName(to, names),
              ]),
            ),
            ...capped(changes.length - latest.length, '--limit shows more'),
          ]),
    ].join('\n'),
  );
}

const named = (to: RightHolder, names: NamesById) => ({ ...to, name: names.get(to.id) ?? null });

const shownName = ({ kind, id }: RightHolder, names: NamesById): string =>
  names.get(id) ?? `a ${kind} without a name here`;
