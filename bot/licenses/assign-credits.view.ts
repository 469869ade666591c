import type { Found, Person } from '../../core/index.ts';
import { assignCreditsCard } from '../../cards/assign-credits.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { button, choiceIds } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { AssignmentRun } from './assignments.ts';
import type { PeopleField } from './people-suggestions.ts';
import { failuresOf, progressOf, resultsOf } from './results.view.ts';

/** So many of those who lack the license are at hand before anything is typed. */
const mostKnown = 25;

/** If more people share a name, they are not listed: the card asks for the whole name, or the address. */
const mostOfOneName = 12;

/** Who is to be given the credits license, before it is given. */
export function assignCreditsView(
  speech: Speech,
  order: string,
  shown: {
    readonly text: string;
    /** How many lack the license, if all of them are to get it; 0 otherwise. */
    readonly all: number;
    readonly chosen: readonly Person[];
    readonly unclear: readonly Found[];
    readonly lines: readonly string[];
  },
): Card {
  const { text, all, chosen, unclear } = shown;
  const give = button(
    speech.say('assign.give'),
    'assign-credits',
    all > 0 ? { order, who: 'all', people: [] } : { order, who: 'named', people: chosen.map(person => person.id) },
    { inputs: 'auto', style: 'positive' },
  );
  const few = unclear.filter(({ people }) => people.length <= mostOfOneName).slice(0, choiceIds.length);
  const many = unclear.filter(found => !few.includes(found));
  const canGive = all > 0 || chosen.length > 0 || few.length > 0;
  return assignCreditsCard({
    ...frame(speech, speech.say('assign.title'), canGive ? [give] : runButtons(speech, 'setup')),
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

/** Asks to whom the credits license is to be given: people are found by typing. */
export function whoseCreditsView(speech: Speech, order: string, lacking: readonly Person[]): Card {
  const search: PeopleField = 'people';
  const give = button(
    speech.say('assign.give'),
    'assign-credits',
    { order, who: 'named', people: [] },
    { inputs: 'auto', style: 'positive' },
  );
  return assignCreditsCard({
    ...frame(speech, speech.say('assign.title'), [give]),
    ...{ text: speech.say('assign.searchText'), lines: [], links: [], choices: [], search },
    known: lacking.slice(0, mostKnown).map(({ id, name }) => ({ title: plain(name), value: id })),
    labels: { search: speech.say('assign.search') },
  });
}

/** The results of a run, or its progress. */
export function assignedView(speech: Speech, run: AssignmentRun): Card {
  const isRunning = run.state === 'running';
  return notice(
    speech,
    speech.say('assign.title'),
    [
      isRunning ? progressOf(speech, run) : resultsOf(speech, run),
      ...(run.isWaiting && isRunning ? [speech.say('setup.progressWaits')] : []),
      ...failuresOf(speech, run.failed).map(({ text }) => text),
    ],
    {
      buttons: [
        ...(isRunning ? [button(speech.say('assign.stop'), 'assign-stop', { order: run.id })] : []),
        ...runButtons(speech, 'setup'),
      ],
    },
  );
}
