import { missingOf, secondMs, type Person } from '../../core/index.ts';
import type { Turn } from '../chat/turn.ts';
import type { Clock } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { within } from '../work/within.ts';
import type { AssignmentWorker } from './assignment-worker.ts';
import type { AskedRun, AssignmentRun, Assignments, AssignmentStep } from './assignments.ts';
import type { Progress } from './progress.ts';

/** A run that ends this soon is answered with its results; a longer one with a card that follows it. */
const answeredWithinMs = 1.2 * secondMs;

/** What giving somebody a license needs. */
export interface AssigningNeeds {
  readonly tenant: string;
  readonly clock: Clock;
  readonly assignments: Assignments;
  readonly assignmentWorker: AssignmentWorker;
  readonly progress: Progress;
  readonly background: Background;
}

/** People with what each of them lacks of the products; those who have them, and still lack what is in them, are told why. */
export function peopleLacking(
  people: readonly Person[],
  skuIds: readonly string[],
): Required<Pick<AskedRun, 'people' | 'failed'>> {
  const all = people.map(person => ({ id: person.id, name: person.name, skuIds: [...missingOf(person, skuIds)] }));
  return {
    people: all.filter(one => one.skuIds.length > 0),
    failed: all.filter(one => one.skuIds.length === 0).map(one => ({ ...one, reason: 'switched-off' as const })),
  };
}

/**
 * Begins to give people licenses, or lets them join those who are being given the same; gives the run as it stands when the turn must
 * be answered, or nothing where something else is being given at the moment.
 */
export async function beginAssignment(
  needs: AssigningNeeds,
  turn: Turn,
  step: AssignmentStep,
  asked: Omit<AskedRun, 'card'> & { readonly isSetup: boolean },
): Promise<AssignmentRun | undefined> {
  const { tenant, assignments, assignmentWorker, background, clock, progress } = needs;
  const { conversation, cardId } = turn;
  const { isSetup, ...run } = asked;
  const card = cardId === undefined ? null : { conversation, activityId: cardId, isSetup };
  const begun = await assignments.begin(tenant, step, { ...run, card });
  if (begun.id !== asked.id && begun.skuIds.join() !== asked.skuIds.join()) return undefined;
  const follow = async (): Promise<void> => {
    const work = assignmentWorker.work(tenant, step);
    background.start('licenses', () => work);
    await within(clock, answeredWithinMs, work).catch(() => undefined);
  };
  // Of a run that somebody else began, the card goes on following.
  if (begun.id === asked.id) await progress.attend(begun.id, follow);
  else await follow();
  const stands = (await assignments.read(tenant, step)) ?? begun;
  if (begun.id === asked.id && stands.state !== 'running') await assignments.shown(tenant, step, stands);
  return stands;
}
