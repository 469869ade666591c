import { census, dayMs } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Turn } from '../chat/turn.ts';
import type { BlockedUsers, Clock, Log } from '../ports/index.ts';
import type { Assignments } from './assignments.ts';
import { type AssignmentRun, type AssignmentStep } from './assignments.ts';
import { asOfLine } from './as-of.view.ts';
import { readPeople, type PeopleNeeds } from './people.ts';
import { failuresOf, progressOf, resultsOf } from './results.view.ts';

interface LicensesNeeds extends PeopleNeeds {
  readonly clock: Clock;
  readonly log: Log;
  readonly assignments: Assignments;
  readonly blockedUsers: BlockedUsers | undefined;
}

const blockedDays = 28;
const shownBlocked = 5;

/** Who can call and who cannot, what became of the last licenses given, and whom Microsoft has blocked. */
export const licenses = command({
  name: 'licenses',
  access: 'look',
  arguments: {},
  run: async (needs: LicensesNeeds, turn) => {
    const { speech } = turn;
    const { people, skus, asOf } = await readPeople(needs);
    const { eligible, without, lackCredits, resources, resourcesWithoutPlan, guests, disabled } = census(people, skus);
    const steps = ['licenses', 'credits'] as const;
    const runs = await Promise.all(steps.map(step => needs.assignments.read(step)));
    const number = (some: readonly unknown[]): string => speech.number(some.length);
    const lines = [
      speech.say('licenses.eligible', { eligible: number(eligible), without: number(without) }),
      speech.say('licenses.lackCredits', { count: number(lackCredits) }),
      ...(resources.length === 0
        ? []
        : [speech.say('licenses.resources', { count: number(resources), without: number(resourcesWithoutPlan) })]),
      ...(guests.length + disabled.length === 0
        ? []
        : [speech.say('licenses.leftOut', { guests: number(guests), disabled: number(disabled) })]),
      ...runs.flatMap((run, index) => (run === undefined ? [] : runLines(speech, steps[index] ?? 'credits', run))),
      ...(await blockedLines(needs, turn)),
      ...asOfLine(speech, asOf, needs.clock.now()),
    ];
    return { card: notice(speech, speech.say('licenses.title'), lines, { buttons: runButtons(speech, 'setup') }) };
  },
});

const runLines = (speech: Speech, step: AssignmentStep, run: AssignmentRun): readonly string[] => [
  speech.say('licenses.last', {
    step: speech.say(`setup.step.${step}`),
    results: run.state === 'running' ? progressOf(speech, run) : resultsOf(speech, run),
  }),
  ...failuresOf(speech, run.failed).map(({ text }) => text),
];

/** From Graph's beta: if it fails, the card shows the rest. */
async function blockedLines({ blockedUsers, clock, log }: LicensesNeeds, { speech }: Turn): Promise<readonly string[]> {
  const to = clock.now();
  const asked = blockedUsers?.list({ from: to - blockedDays * dayMs, to }) ?? Promise.resolve([]);
  const blocked = await asked.catch((error: unknown) => {
    log.warn({ err: error }, 'the log of blocked users could not be read');
    return [];
  });
  return blocked
    .slice(-shownBlocked)
    .map(({ name, at, reason }) =>
      speech.say('licenses.blocked', { name: escape(name), date: speech.date(at), reason: escape(reason) }),
    );
}
