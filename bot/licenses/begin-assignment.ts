import { missingOf, secondMs, type Person } from '../../core/index.ts';
import type { Turn } from '../app/app.ts';
import type { AskedRun, AssignmentRun, AssignmentStep } from './assignments.ts';

/** A run that ends this soon is answered with its results; a longer one with a card that follows it. */
const answeredWithinMs = 1.2 * secondMs;

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
 * Begins to give people licences, or lets them join those who are being given the same; gives the run as it stands when the turn must
 * be answered, or nothing where something else is being given at the moment.
 */
export async function carryOut(
  turn: Turn,
  step: AssignmentStep,
  asked: Omit<AskedRun, 'card'> & { readonly isSetup: boolean },
): Promise<AssignmentRun | undefined> {
  const { app, conversation, cardId } = turn;
  const { isSetup, ...run } = asked;
  const card = cardId === undefined ? null : { conversation, activityId: cardId, isSetup };
  const begun = await app.assignments.begin(app.tenant, step, { ...run, card });
  if (begun.id !== asked.id && begun.skuIds.join() !== asked.skuIds.join()) return undefined;
  const follow = async (): Promise<void> => {
    const work = app.assignments.work(app.tenant, step);
    app.background('licences', () => work);
    await untilOver(turn, work);
  };
  // Of a run that somebody else began, the card goes on following.
  if (begun.id === asked.id) await app.progress.attend(begun.id, follow);
  else await follow();
  const stands = (await app.assignments.read(app.tenant, step)) ?? begun;
  if (begun.id === asked.id && stands.state !== 'running') await app.assignments.shown(app.tenant, step, stands);
  return stands;
}

/** Until the work has ended, one way or the other, or for as long as an answer may take. */
function untilOver({ app }: Turn, work: Promise<void>): Promise<void> {
  return new Promise(resolve => {
    const cancel = app.clock.after(answeredWithinMs, resolve);
    const over = (): void => {
      cancel();
      resolve();
    };
    work.then(over, over);
  });
}
