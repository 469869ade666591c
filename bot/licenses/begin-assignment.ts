import { missingOf, secondMs, withinSeats, type Person, type Sku } from '../../core/index.ts';
import type { Turn } from '../chat/turn.ts';
import type { Clock } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { within } from '../work/within.ts';
import type { AssignmentWorker } from './assignment-worker.ts';
import {
  isJoinedBy,
  type AskedRun,
  type AssignedPerson,
  type AssignmentRun,
  type Assignments,
  type AssignmentStep,
} from './assignments.ts';
import type { Progress } from './progress.ts';

/** A run that ends this soon is answered with its results; a longer one with a card that follows it. */
const answeredWithinMs = 1.2 * secondMs;

/** What assigning and removing licenses need. */
export interface AssigningNeeds {
  readonly clock: Clock;
  readonly assignments: Assignments;
  readonly assignmentWorker: AssignmentWorker;
  readonly progress: Progress;
  readonly background: Background;
}

/**
 * People with the products that each lacks. Those who have them all, but with a plan switched off, fail with that reason; so do those for
 * whom there is no seat, to whom nothing is written.
 */
export function peopleLacking(
  people: readonly Person[],
  skuIds: readonly string[],
  skus: readonly Sku[],
): Required<Pick<AskedRun, 'people' | 'failed'>> {
  const all = people.map(person => ({ id: person.id, name: person.name, skuIds: [...missingOf(person, skuIds)] }));
  const { people: seated, failed } = seatedOf(
    all.filter(one => one.skuIds.length > 0),
    skus,
  );
  const having = all.filter(one => one.skuIds.length === 0).map(one => ({ ...one, reason: 'switched-off' as const }));
  return { people: seated, failed: [...having, ...failed] };
}

/** People with the products to remove from each; what a group brings cannot be, and fails with that reason. */
export function peopleHolding(
  people: readonly Person[],
  skuIds: readonly string[],
): Required<Pick<AskedRun, 'people' | 'failed'>> {
  const held = people.map(({ id, name, licenses }) => ({
    asked: { id, name, skuIds: [...skuIds] },
    isByGroup: licenses.some(license => skuIds.includes(license.skuId) && license.isByGroup),
  }));
  return {
    people: held.filter(one => !one.isByGroup).map(({ asked }) => asked),
    failed: held.filter(one => one.isByGroup).map(({ asked }) => ({ ...asked, reason: 'group-inherited' })),
  };
}

/** Those for whom there are seats; the others fail for want of one. */
export function seatedOf(
  people: readonly AssignedPerson[],
  skus: readonly Sku[],
): Required<Pick<AskedRun, 'people' | 'failed'>> {
  const { seated, seatless } = withinSeats(people, skus);
  return { people: [...seated], failed: seatless.map(one => ({ ...one, reason: 'no-seats' })) };
}

/**
 * Begins a run, or adds the people to one that does the same. Gives the run as it is when the turn must be answered, or undefined if
 * one that does something else is going on.
 */
export async function beginAssignment(
  needs: AssigningNeeds,
  turn: Turn,
  step: AssignmentStep,
  asked: Omit<AskedRun, 'card'> & { readonly isSetup: boolean },
): Promise<AssignmentRun | undefined> {
  const { assignments, assignmentWorker, background, clock, progress } = needs;
  const { conversation, cardId } = turn;
  const { isSetup, ...run } = asked;
  const card = cardId === undefined ? null : { conversation, activityId: cardId, isSetup };
  const begun = await assignments.begin(step, { ...run, card, by: turn.person.id ?? null });
  if (begun.id !== asked.id && !isJoinedBy(begun, asked)) return undefined;
  const follow = async (): Promise<void> => {
    const work = assignmentWorker.work(step);
    background.start('licenses', () => work);
    await within(clock, answeredWithinMs, work).catch(() => undefined);
  };
  // The card of a run that another turn began is updated meanwhile.
  if (begun.id === asked.id) await progress.attend(begun.id, follow);
  else await follow();
  const current = (await assignments.read(step)) ?? begun;
  if (begun.id === asked.id && current.state !== 'running') await assignments.shown(step, current);
  return current;
}
