import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { notice } from '../chat/notice.view.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import { forOthers } from '../chat/shared-card.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, Looks } from '../ports/index.ts';
import { countedForOthers, listStopped } from './list-stopped.ts';
import { allNamed, readPeople, type People, type PeopleNeeds } from './people.ts';
import { paidCallsView, stoppedCallsView, whoseCallsView } from './stop-calls.view.ts';
import type { StoppedCalls } from './stopped-calls.ts';

interface StopCallsNeeds extends PeopleNeeds {
  readonly stoppedCalls: StoppedCalls;
  readonly roles: Roles;
  readonly looks: Looks;
  readonly clock: Clock;
}

/** How somebody's paid calls stand, and the button that stops or restores them: nothing is done before a press. */
export const stopCalls = command({
  name: 'stop-calls',
  access: 'licenses',
  arguments: { person: text('person', {}) },
  menus: [],
  run: async (needs: StopCallsNeeds, turn, { person: typed }): Promise<Reply> => {
    const known = await readPeople(needs);
    return typed === undefined || typed.trim() === ''
      ? whoIsStopped(needs, turn, known)
      : ofOne(needs, turn, known, typed);
  },
});

async function ofOne(needs: StopCallsNeeds, turn: Turn, known: People, typed: string): Promise<Reply> {
  const { speech, mentions, person: asker } = turn;
  const byId = known.person(typed.trim());
  const found =
    byId === undefined ? allNamed(typed, known, { mentions, asker: asker.id }) : [{ typed, people: [byId] }];
  const people = found.flatMap(one => one.people);
  const [one] = people;
  const record = await needs.stoppedCalls.of(one?.id ?? typed.trim());
  if (one === undefined && record !== undefined)
    return {
      card: paidCallsView(speech, { id: typed.trim(), name: speech.say('paid.leaver'), person: one, record }),
      shared: await countedForOthers(needs, speech),
    };
  if (one === undefined)
    return {
      card: notice(speech, speech.say('paid.listTitle'), [speech.say('assign.nobody', { name: escape(cut(typed)) })]),
    };
  if (people.length > 1) return { card: whoseCallsView(speech, people) };
  const [now] = await needs.keptDirectory.shown([one]);
  return {
    card: paidCallsView(speech, { id: one.id, name: one.name, person: now, record }),
    shared: await countedForOthers(needs, speech),
  };
}

async function whoIsStopped(needs: StopCallsNeeds, { speech, person }: Turn, known: People): Promise<Reply> {
  const sight = await needs.roles.sightOf(person.id);
  const all = await listStopped(needs, speech, known);
  if (sight.kind === 'whole' && all.length > 0)
    await needs.looks.note({ who: person.id ?? '', whom: undefined, at: needs.clock.now(), command: 'stop-calls' });
  const draw = (seen: Sight): Card => stoppedCallsView(speech, { all, sight: seen });
  return { card: draw(sight), ...forOthers(sight, draw) };
}
