import type { Found, Instant, Person } from '../../core/index.ts';
import { assignCreditsCard } from '../../cards/assign-credits.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { button, choiceIds, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentDeed, AssignmentRun } from './assignments.ts';
import { groupTakeButton } from './license-group.view.ts';
import type { PeopleField } from './people-suggestions.ts';
import { failuresOf, progressOf, resultsOf, waitText, triedAgain } from './results.view.ts';

/** So many of those who lack the license, or have it, are at hand before anything is typed. */
const mostKnown = 25;

/** If more people share a name, they are not listed: the card asks for the whole name, or the address. */
const mostOfOneName = 12;

/** Who is to be given the credits license, or to lose it, before that is done. */
export function assignCreditsView(
  speech: Speech,
  order: string,
  shown: {
    readonly deed: AssignmentDeed;
    readonly text: string;
    /** How many lack the license, if all of them are to get it; 0 otherwise. */
    readonly all: number;
    readonly chosen: readonly Person[];
    readonly unclear: readonly Found[];
    readonly lines: readonly string[];
    /** Other ways to do it. */
    readonly more?: readonly Button[];
  },
): Card {
  const { text, all, chosen, unclear } = shown;
  const ids = chosen.map(person => person.id);
  const carryOut = deedButton(speech, order, shown.deed, all > 0 ? 'all' : ids);
  const few = unclear.filter(({ people }) => people.length <= mostOfOneName).slice(0, choiceIds.length);
  const many = unclear.filter(found => !few.includes(found));
  const canDo = all > 0 || chosen.length > 0 || few.length > 0;
  return assignCreditsCard({
    ...frame(
      speech,
      speech.say('assign.title'),
      canDo ? [carryOut, ...(shown.more ?? [])] : runButtons(speech, 'licenses'),
    ),
    text,
    lines: [
      ...shown.lines,
      ...many.map(({ typed, people }) =>
        speech.say('assign.tooMany', { name: escape(cut(typed)), count: speech.number(people.length) }),
      ),
    ].map(line => ({ text: line })),
    links: [],
    choices: few.map(({ typed, people }, index) => ({
      id: choiceIds[index] ?? 'people0',
      label: speech.say('assign.which', { name: plain(cut(typed)) }),
      options: people.map(person => ({
        title: `${plain(person.name)} · ${plain(person.userPrincipalName)}`,
        value: person.id,
      })),
    })),
    ...{ search: '', known: [], labels: { search: '' } },
  });
}

const deedButton = (speech: Speech, order: string, deed: AssignmentDeed, who: 'all' | readonly string[]): Button =>
  deed === 'take'
    ? button(speech.say('remove.take'), 'remove-credits', { order, people: who === 'all' ? [] : who }, submits)
    : button(
        speech.say('assign.give'),
        'assign-credits',
        who === 'all' ? { order, who, people: [] } : { order, who: 'named', people: who },
        submits,
      );

const submits = { inputs: 'auto', style: 'positive' } as const;

/** Asks who is to be given the credits license, or to lose it: people are found by typing. */
export function whoseCreditsView(
  speech: Speech,
  order: string,
  deed: AssignmentDeed,
  known: readonly Person[],
  lines: readonly string[] = [],
): Card {
  const search: PeopleField = 'people';
  return assignCreditsCard({
    ...frame(speech, speech.say('assign.title'), [deedButton(speech, order, deed, [])]),
    text: speech.say(deed === 'give' ? 'assign.searchText' : 'remove.searchText'),
    lines: lines.map(text => ({ text })),
    ...{ links: [], choices: [], search },
    known: known.slice(0, mostKnown).map(({ id, name }) => ({ title: plain(name), value: id })),
    labels: { search: speech.say('assign.search') },
  });
}

/** The results of a run, or its progress and what it waits for; people by name, or counted. */
export function assignedView(
  speech: Speech,
  run: AssignmentRun,
  { sight, now }: { readonly sight: Sight['kind']; readonly now: Instant },
): Card {
  const isRunning = run.state === 'running';
  const waits = isRunning ? waitText(speech, run, now) : '';
  const left = triedAgain(run.failed).length + run.pending.length;
  const { group } = run;
  return notice(
    speech,
    speech.say('assign.title'),
    [
      ...(group === null ? [] : [speech.say('group.by', { name: escape(group.name) })]),
      isRunning ? progressOf(speech, run) : resultsOf(speech, run),
      ...(waits === '' ? [] : [waits]),
      ...failuresOf(speech, run.failed, sight).map(({ text }) => text),
    ],
    {
      buttons: [
        ...(isRunning
          ? [button(speech.say(group === null ? 'assign.stop' : 'group.stop'), 'assign-stop', { order: run.id })]
          : []),
        ...(isRunning || left === 0
          ? []
          : [button(speech.say('assign.again', { count: speech.number(left) }), 'assign-again', { order: run.id })]),
        ...(group !== null && !isRunning && run.deed === 'give' && run.assigned > 0
          ? [groupTakeButton(speech, group.id, 'group.undo')]
          : []),
        ...runButtons(speech, 'licenses'),
      ],
    },
  );
}
