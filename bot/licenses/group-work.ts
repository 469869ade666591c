import { groupOutcome, hourMs, secondMs, type Instant, type Person } from '../../core/index.ts';
import type { Clock, Licenses } from '../ports/index.ts';
import type { AssignedPerson, AssignmentRun, Assignments, AssignmentStep, Outcome, RunGroup } from './assignments.ts';

/** Graph works at a group in the background: how long to wait before each look at its people, the last again and again. */
const lookAgainMs: readonly number[] = [5, 10, 20, 30, 60].map(seconds => seconds * secondMs);

/** Whoever is not seen to after so long is left to another look: other licenses may be waiting. */
const longestMs = 2 * hourMs;

export interface GroupWorkPorts {
  readonly assignments: Assignments;
  readonly licenses: Licenses;
  /** People as they are now. */
  readonly directory: { people(ids: readonly string[]): Promise<readonly Person[]> };
  readonly clock: Clock;
}

/** A run about a group, and whether another process may have begun to work at it. */
interface GroupRun {
  readonly run: AssignmentRun;
  readonly group: RunGroup;
  readonly isTakenUp: boolean;
}

/**
 * Gives licenses to a group, or takes them from it: one request, and then its people are read again until each has what was asked, or there
 * is a reason. Taken up after a crash it reads first, and asks Graph again only where nobody shows that it was asked.
 */
export async function workAtGroup(
  ports: GroupWorkPorts,
  step: AssignmentStep,
  { run, group, isTakenUp }: GroupRun,
  { tell, signal }: { readonly tell: (outcome: Outcome) => void; readonly signal: AbortSignal },
): Promise<void> {
  const { assignments, clock, licenses } = ports;
  const look = (people: readonly AssignedPerson[]): Promise<Look> => lookedAt(ports, { run, group, people }, tell);
  const first = isTakenUp ? await look(run.pending) : { left: run.pending, isBegun: false };
  let { left } = first;
  if (left.length === 0) return;
  if (group.acceptedAt === null && !first.isBegun) {
    const asked = await licenses.ofGroup?.(group.id, { deed: run.deed, skuIds: run.skuIds });
    if (asked?.ok !== true) {
      for (const { id } of left) tell([id, asked?.refusal ?? 'not-allowed']);
      return;
    }
  }
  if (group.acceptedAt === null) await assignments.accepted(step, run.id);
  const until = (group.acceptedAt ?? clock.now()) + longestMs;
  for (let looks = 0; left.length > 0; looks += 1) {
    await clock.wait(lookAgainMs[Math.min(looks, lookAgainMs.length - 1)] ?? secondMs, signal);
    if (signal.aborted) return;
    ({ left } = await look(left));
    if (!isOver(clock.now(), until)) continue;
    for (const { id } of left) tell([id, 'not-yet']);
    return;
  }
}

/** A clock that was set back far makes nobody wait longer. */
const isOver = (now: Instant, until: Instant): boolean => now >= until || until - now > longestMs;

interface Look {
  readonly left: readonly AssignedPerson[];
  /** Whether somebody shows that Graph is at work. */
  readonly isBegun: boolean;
}

/** Tells of those for whom it is known what became of it; gives the others. */
async function lookedAt(
  { directory }: GroupWorkPorts,
  {
    run: { skuIds, deed },
    group,
    people,
  }: Pick<GroupRun, 'run' | 'group'> & { readonly people: readonly AssignedPerson[] },
  tell: (outcome: Outcome) => void,
): Promise<Look> {
  const found = new Map((await directory.people(people.map(({ id }) => id))).map(person => [person.id, person]));
  const left: AssignedPerson[] = [];
  let isBegun = false;
  for (const one of people) {
    const person = found.get(one.id);
    const outcomes =
      person === undefined ? [] : skuIds.map(skuId => groupOutcome(person, { group: group.id, skuId, deed }));
    const failure = outcomes.find(outcome => outcome !== 'done' && outcome !== undefined);
    if (person === undefined) tell([one.id, 'not-found']);
    else if (failure !== undefined) tell([one.id, failure]);
    else if (outcomes.every(outcome => outcome === 'done')) tell([one.id, undefined]);
    else left.push(one);
    isBegun ||= outcomes.some(outcome => outcome !== undefined);
  }
  return { left, isBegun };
}
