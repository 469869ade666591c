import { census, namesIn, telephonyWith, type Found } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { assignCreditsView, whoseCreditsView } from './assign-credits.view.ts';
import { allNamed, readPeople, type PeopleNeeds } from './people.ts';

const everyone = /^(all|everyone|everybody|every ?one who is eligible|所有人|全部|所有符合条件的人)$/i;

/** More names at once are better chosen in set-up. */
const mostNames = 50;

export const assignCredits = command({
  name: 'assign',
  access: 'licenses',
  arguments: { people: text('people', {}) },
  run: reviewed,
});

/** Finds the people that the text names; lists the names not found, and asks which person a shared name means. */
async function reviewed(
  needs: PeopleNeeds,
  turn: Turn,
  { people: rest = '' }: { readonly people: string | undefined },
): Promise<Reply> {
  const { speech } = turn;
  const title = speech.say('assign.title');
  const names = namesIn(rest);
  if (names.length > mostNames) return { card: notice(speech, title, [speech.say('assign.usage')]) };
  const directory = await readPeople(needs);
  const { lackCredits } = census(directory.people, directory.skus);
  if (names.length === 0) return { card: whoseCreditsView(speech, `assign-${turn.id}`, lackCredits) };
  if (everyone.test(rest.trim())) {
    const sentence =
      lackCredits.length === 0
        ? speech.say('setup.licenses.nobodyLacks')
        : speech.say('assign.all', { count: speech.number(lackCredits.length) });
    return {
      card: assignCreditsView(speech, `assign-${turn.id}`, {
        text: sentence,
        all: lackCredits.length,
        chosen: [],
        unclear: [],
        lines: [],
      }),
    };
  }
  const telephonyOf = telephonyWith(directory.skus);
  const found = allNamed(rest, directory, { passes: ({ kind }) => kind !== 'guest', mentions: turn.mentions });
  if (found.length > mostNames) return { card: notice(speech, title, [speech.say('assign.usage')]) };
  const clear = found.flatMap(({ people }) => (people.length === 1 ? people : []));
  const chosen = await needs.keptDirectory.shown([...new Map(clear.map(person => [person.id, person])).values()]);
  const lines = [
    ...found
      .filter(({ people }) => people.length === 0)
      .map(({ typed }) => speech.say('assign.nobody', { name: escape(cut(typed)) })),
    ...chosen
      .filter(person => telephonyOf(person).hasCredits)
      .map(({ name }) => speech.say('assign.has', { name: escape(name) })),
    ...chosen
      .filter(person => !telephonyOf(person).isResourceAccount && !telephonyOf(person).isEligible)
      .map(({ name }) => speech.say('assign.notEligible', { name: escape(name) })),
  ];
  const lacking = chosen.filter(person => !telephonyOf(person).hasCredits);
  const unclear = found.filter(({ people }) => people.length > 1);
  if (lacking.length === 0 && unclear.length === 0)
    return { card: notice(speech, title, lines, { buttons: runButtons(speech, 'setup') }) };
  const sentence =
    lacking.length === 0
      ? ''
      : speech.say('assign.named', { names: lacking.map(({ name }) => escape(name)).join(', ') });
  return {
    card: assignCreditsView(speech, `assign-${turn.id}`, {
      text: sentence,
      all: 0,
      chosen: lacking,
      unclear: unclear satisfies readonly Found[],
      lines,
    }),
  };
}
