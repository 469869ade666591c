import {
  callStateOf,
  canRestoreCalls,
  creditsHeld,
  unreachable,
  type AssignmentFailure,
  type CallWish,
  type Person,
} from '../../core/index.ts';
import { adviceCard, type AdviceSection } from '../../cards/advice.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import { reportCard } from '../../cards/report.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { blockAllCalls } from './powershell.view.ts';
import { remedyOf } from './remedies.view.ts';
import type { StoppedCallsRecord } from './stopped-calls.ts';

/** Somebody whose paid calls are stopped, or were. */
export interface WhoseCalls {
  /** Their id, as buttons send it back. */
  readonly id: string;
  readonly name: string;
  /** Undefined where they are not in the directory any more. */
  readonly person: Person | undefined;
  readonly record: StoppedCallsRecord | undefined;
}

/** How one person's paid calls stand, with the button that stops or restores them, and what that does not do. */
export function paidCallsView(speech: Speech, whose: WhoseCalls): Card {
  const { id, name, person, record } = whose;
  const mayStop = !canRestoreCalls(record);
  // Whoever has no license has nothing taken; where it was taken once, it is tried again.
  const hasNone = person !== undefined && creditsHeld(person) === 'no' && mayStop;
  const data = { person: id, matter: '', seen: record?.number ?? 0 };
  const act = mayStop
    ? button(speech.say('paid.stop'), 'paid-calls', { ...data, wants: 'stopped' }, { style: 'positive' })
    : button(speech.say('paid.restore'), 'paid-calls', { ...data, wants: 'restored' });
  const state = callStateOf(record);
  const again = state === 'stopping' || state === 'restoring' ? [showAgain(speech, id)] : [];
  return adviceCard({
    ...frame(speech, speech.say('paid.title', { name: plain(name) }), [
      ...(hasNone ? [] : [act]),
      ...again,
      ...runButtons(speech, 'licenses'),
    ]),
    text: stateText(speech, whose),
    lines: [
      ...(mayStop && !hasNone ? [speech.say('paid.effect')] : []),
      ...earlierLines(speech, record),
      speech.say('paid.limits'),
      speech.say('paid.late'),
    ].map(text => ({ text })),
    sections: person === undefined ? [] : [allCallsSection(speech, person.userPrincipalName)],
    links: [],
  });
}

/** What stops every outgoing call, which only PowerShell does. */
const allCallsSection = (speech: Speech, address: string): AdviceSection => ({
  title: speech.say('paid.allTitle'),
  text: speech.say('paid.allText'),
  code: blockAllCalls(address),
});

const showAgain = (speech: Speech, id: string): Button =>
  button(speech.say('paid.showAgain'), 'run', { text: `stop paid calls of ${id}` });

function stateText(speech: Speech, { person, record }: WhoseCalls): string {
  if (callStateOf(record) !== 'usual') return wishText(speech, record);
  return person === undefined ? speech.say('paid.gone') : speech.say(`paid.held.${creditsHeld(person)}`);
}

/** What was wanted of somebody's paid calls, by whom, and what came of it; '' where they are as usual. */
export function wishText(speech: Speech, wish: CallWish | undefined): string {
  const state = callStateOf(wish);
  const name = escape(wish?.by.name ?? '');
  switch (state) {
    case 'stopping':
    case 'restoring':
      return speech.say(`paid.${state}`, { name, date: speech.dateTime(wish?.at ?? 0) });
    case 'stopped':
      return speech.say('paid.stopped', { name, date: speech.dateTime(wish?.settledAt ?? 0) });
    case 'not-stopped':
    case 'not-restored':
      return notDoneText(speech, state, wish?.reason ?? null);
    case 'usual':
      return '';
    default:
      return unreachable(state);
  }
}

/** Why paid calls were not stopped or restored, and what to do. */
const notDoneText = (
  speech: Speech,
  state: 'not-stopped' | 'not-restored',
  reason: AssignmentFailure | null,
): string =>
  reason === null
    ? speech.say('paid.held.no')
    : speech.say(`paid.${state}`, { reason: speech.say(`failure.${reason}`), remedy: remedyOf(speech, reason) });

/** What was done before, the last first. */
const earlierLines = (speech: Speech, record: StoppedCallsRecord | undefined): readonly string[] =>
  (record?.earlier ?? [])
    .filter(({ outcome }) => outcome === 'done')
    .toReversed()
    .map(({ wants, by, at }) =>
      speech.say(`paid.earlier.${wants}`, {
        name: by.name === '' ? speech.say('alert.somebody') : escape(by.name),
        date: speech.dateTime(at),
      }),
    );

/** Whose paid calls are stopped: by name for whoever may see people, else counted. */
export function stoppedCallsView(
  speech: Speech,
  { all, sight }: { readonly all: readonly WhoseCalls[]; readonly sight: Sight },
): Card {
  const isNamed = sight.kind === 'whole';
  return reportCard({
    ...frame(speech, speech.say('paid.listTitle'), runButtons(speech, 'licenses')),
    subtitle: all.length === 0 ? '' : speech.say('paid.count', { count: speech.number(all.length) }),
    texts: all.length === 0 ? [{ text: speech.say('paid.nobody') }] : [],
    facts: [],
    chart: { title: '', unit: '', values: [] },
    lists:
      !isNamed || all.length === 0
        ? []
        : [{ title: '', lines: all.slice(0, mostListed).map(one => stoppedLine(speech, one)) }],
  });
}

/** Those whose calls were stopped last; of more, `who` and this command tell of each. */
const mostListed = 15;

const stoppedLine = (speech: Speech, whose: WhoseCalls) => ({
  name: escape(whose.name),
  about: stateText(speech, whose),
  value: '',
  opens: button(speech.say('licenses.open', { name: plain(whose.name) }), 'run', {
    text: `stop paid calls of ${whose.id}`,
  }),
});

/** Asks which of several people of one name is meant. */
export const whoseCallsView = (speech: Speech, people: readonly Person[]): Card =>
  reportCard({
    ...frame(speech, speech.say('paid.listTitle')),
    subtitle: '',
    texts: [{ text: speech.say('paid.which') }],
    facts: [],
    chart: { title: '', unit: '', values: [] },
    lists: [
      {
        title: '',
        lines: people.slice(0, mostListed).map(({ id, name, userPrincipalName }) => ({
          ...{ name: escape(name), about: escape(userPrincipalName), value: '' },
          opens: button(speech.say('licenses.open', { name: plain(name) }), 'run', {
            text: `stop paid calls of ${id}`,
          }),
        })),
      },
    ],
  });
