import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { button } from '../../cards/verbs.ts';
import { rolesText, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { SandboxPerson } from '../ports/index.ts';

/** As many people of a kind are named; of more, their number. */
const mostNamed = 8;
const mostButtons = 6;

/** The sandbox's people by role, and a button for the first of each. */
export function peopleView(speech: Speech, people: readonly SandboxPerson[]): Card {
  const groups = [...Map.groupBy(people, person => rolesText(speech, person))].toSorted(
    ([, one], [, other]) => rank(one) - rank(other),
  );
  return notice(
    speech,
    speech.say('acting.title'),
    [
      speech.say('acting.usage'),
      ...groups.map(([roles, holders]) => speech.say('acting.group', { roles, names: namesOf(speech, holders) })),
    ],
    { buttons: actButtons(groups.flatMap(([, holders]) => holders.slice(0, 1))) },
  );
}

const rank = ([first]: readonly SandboxPerson[]): number => {
  if (first === undefined || first.kind === 'guest' || !first.isEnabled) return 2;
  return first.roles.length === 0 ? 1 : 0;
};

/** Nobody is called so, or several are: whom it could mean. */
export const choiceView = (
  speech: Speech,
  word: 'acting.nobody' | 'acting.which',
  typed: string,
  people: readonly SandboxPerson[],
): Card =>
  notice(
    speech,
    speech.say('acting.title'),
    [
      speech.say(word, { name: escape(cut(typed)) }),
      people.length === 0 ? speech.say('acting.usage') : speech.say('acting.near', { names: namesOf(speech, people) }),
    ],
    { buttons: actButtons(people) },
  );

/** What changes for who acts as another. */
export const actingView = (speech: Speech, other: SandboxPerson): Card =>
  notice(
    { ...speech, actingAs: other },
    speech.say('acting.title'),
    [
      speech.say('acting.begun', { name: escape(other.name), roles: rolesText(speech, other) }),
      speech.say('acting.end'),
    ],
    {
      buttons: [
        ...runButtons(speech, 'balance', 'addFunds'),
        button(speech.say('button.actAsMe'), 'run', { text: 'sandbox as me' }),
      ],
    },
  );

/** They are themselves again. */
export function themselvesView(speech: Speech, own: SandboxPerson): Card {
  const { actingAs: _ended, ...ownSpeech } = speech;
  return notice(
    ownSpeech,
    speech.say('acting.title'),
    [speech.say('acting.ended', { name: escape(own.name), roles: rolesText(speech, own) })],
    { buttons: runButtons(speech, 'balance') },
  );
}

function namesOf(speech: Speech, people: readonly SandboxPerson[]): string {
  const names = people
    .slice(0, mostNamed)
    .map(({ name }) => escape(name))
    .join(speech.language === 'en' ? ', ' : '、');
  const more = people.length - mostNamed;
  return more > 0 ? speech.say('acting.more', { names, more: speech.number(more) }) : names;
}

/** Each acts as one person, by the address, which nobody shares. */
const actButtons = (people: readonly SandboxPerson[]) =>
  people
    .slice(0, mostButtons)
    .map(({ name, userPrincipalName }) => button(plain(name), 'run', { text: `sandbox as ${userPrincipalName}` }));
