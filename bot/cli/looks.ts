import { toIso, type TimeZone } from '../../core/index.ts';
import { namesOf } from './directory-names.ts';
import { peopleCalled } from './find-holder.ts';
import { readCount } from './options.ts';
import { dayAndTime } from './speech.ts';
import { table } from './table.ts';
import { print, Refused, type Session } from './terminal.ts';

const usualLimit = '50';

/** Who looked at whom, the newest first, a page at a time. */
export async function listLooks(
  session: Session,
  timeZone: TimeZone,
  {
    of: typed,
    limit = usualLimit,
    before,
  }: { readonly of: string | undefined; readonly limit: string | undefined; readonly before: string | undefined },
): Promise<void> {
  const most = readCount('limit', limit);
  const of = typed === undefined ? undefined : await idOf(session, typed);
  const from = before === undefined ? undefined : readCount('before', before, 'the place that the last page named');
  const found = await session.stores.of(session.tenant).looks.list({ of, before: from, limit: most + 1 });
  const shown = found.slice(0, most);
  const next = found.length > most ? (shown.at(-1)?.place ?? null) : null;
  const names = await namesOf(
    session,
    shown.flatMap(({ who, whom }) => [who, ...(whom === undefined ? [] : [whom])].map(id => ({ kind: 'person', id }))),
  );
  const nameOf = (id: string): string => names.get(id) ?? id;
  print(
    session,
    {
      looks: shown.map(({ place, at, who, whom = null, command }) => ({ place, at: toIso(at), who, whom, command })),
      next,
    },
    shown.length === 0
      ? 'nobody has looked'
      : [
          `times in ${timeZone}`,
          ...table(
            session,
            { when: 'left', who: 'left', whom: 'left', command: 'left' },
            shown.map(({ at, who, whom, command }) => [
              dayAndTime(at, timeZone),
              nameOf(who),
              whom === undefined ? 'a list of people' : nameOf(whom),
              command,
            ]),
          ),
          ...(next === null ? [] : [`more: --before ${next}`]),
        ].join('\n'),
  );
}

/** Whoever has left the directory is meant by their object id. */
async function idOf(session: Session, typed: string): Promise<string> {
  if (!typed.includes('@')) return typed;
  const [person, ...more] = await peopleCalled(session, typed);
  if (person === undefined) throw new Refused(`nobody in the directory has the address ${typed}: give the object id`);
  if (more.length > 0) throw new Refused(`several people have the address ${typed}: give the object id`);
  return person.id;
}
