import { census, namesIn, telephonyWith } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { assignCreditsView, whoseCreditsView } from './assign-credits.view.ts';
import { groupOfferButton, groupOfferText } from './license-group.view.ts';
import { allLacking, offeredGroup } from './license-groups.ts';
import { mostNames, namedPeople } from './named-people.ts';
import { readPeople, type People, type PeopleNeeds } from './people.ts';
import { groupIn, reviewGiving } from './review-group.ts';
import type { StoppedCalls } from './stopped-calls.ts';

const everyone = /^(all|everyone|everybody|every ?one who is eligible|所有人|全部|所有符合条件的人)$/i;

export const assignCredits = command({
  name: 'assign',
  access: 'licenses',
  arguments: { people: text('people', {}) },
  run: reviewed,
});

/** Finds the people that the text names; lists the names not found, and asks which person a shared name means. */
async function reviewed(
  needs: PeopleNeeds & { readonly stoppedCalls: StoppedCalls },
  turn: Turn,
  { people: rest = '' }: { readonly people: string | undefined },
): Promise<Reply> {
  const { speech } = turn;
  const title = speech.say('assign.title');
  const names = namesIn(rest);
  if (names.length > mostNames) return { card: notice(speech, title, [speech.say('assign.usage')]) };
  const group = groupIn(rest);
  if (group !== undefined) return { card: await reviewGiving(needs, turn, group) };
  const directory = await readPeople(needs);
  const { lackCredits } = census(directory.people, directory.skus);
  if (names.length === 0) return { card: whoseCreditsView(speech, `assign-${turn.id}`, 'give', lackCredits) };
  if (everyone.test(rest.trim())) return { card: await everyoneView(needs, turn, directory) };
  const named = await namedPeople(needs, turn, rest, directory, ({ kind }) => kind !== 'guest');
  if (named === undefined) return { card: notice(speech, title, [speech.say('assign.usage')]) };
  const telephonyOf = telephonyWith(directory.skus);
  const { chosen, unclear } = named;
  const lines = [
    ...named.nobody,
    ...chosen
      .filter(person => telephonyOf(person).hasCredits)
      .map(({ name }) => speech.say('assign.has', { name: escape(name) })),
    ...chosen
      .filter(person => !telephonyOf(person).isResourceAccount && !telephonyOf(person).isEligible)
      .map(({ name }) => speech.say('assign.notEligible', { name: escape(name) })),
  ];
  const lacking = chosen.filter(person => !telephonyOf(person).hasCredits);
  if (lacking.length === 0 && unclear.length === 0)
    return { card: notice(speech, title, lines, { buttons: runButtons(speech, 'licenses') }) };
  const sentence =
    lacking.length === 0
      ? ''
      : speech.say('assign.named', { names: lacking.map(({ name }) => escape(name)).join(', ') });
  return {
    card: assignCreditsView(speech, `assign-${turn.id}`, {
      ...{ deed: 'give', text: sentence, all: 0, chosen: lacking, unclear, lines },
    }),
  };
}

/** All who lack it; and where many of them get their telephony by a group, that one assignment to it would do. */
async function everyoneView(
  needs: PeopleNeeds & { readonly stoppedCalls: StoppedCalls },
  { speech, id }: Turn,
  directory: People,
): Promise<Card> {
  const { people, awaiting } = await allLacking(needs, directory);
  const offer = await offeredGroup(needs, directory);
  const awaited = awaiting === 0 ? [] : [speech.say('group.awaiting', { count: speech.number(awaiting) })];
  return assignCreditsView(speech, `assign-${id}`, {
    deed: 'give',
    text:
      people.length === 0
        ? speech.say('setup.licenses.nobodyLacks')
        : speech.say('assign.all', { count: speech.number(people.length) }),
    ...{ all: people.length, chosen: [], unclear: [] },
    lines: [...awaited, ...(offer === undefined ? [] : [groupOfferText(speech, offer)])],
    more: offer === undefined ? [] : [groupOfferButton(speech, offer)],
  });
}
