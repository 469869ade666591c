import { secondMs, type Person } from '../core/index.ts';
import type { Turn } from './app.ts';
import type { AssignmentRun, AssignmentStep } from './assignments.ts';

/** A run that ends this soon is answered with its results; a longer one with a card that follows it. */
const answeredWithinMs = 1.2 * secondMs;

/** Begins to give people licences, unless that is going on already; gives the run as it stands when the turn must be answered. */
export async function carryOut(
  turn: Turn,
  step: AssignmentStep,
  asked: {
    readonly id: string;
    readonly isSetup: boolean;
    readonly skuIds: readonly string[];
    readonly people: readonly Pick<Person, 'id' | 'name'>[];
  },
): Promise<AssignmentRun> {
  const { app, conversation, cardId } = turn;
  const { isSetup, ...run } = asked;
  const card = cardId === undefined ? null : { conversation, activityId: cardId, isSetup };
  const begun = await app.assignments.begin(app.tenant, step, { ...run, card });
  await app.progress.attend(app.tenant, step, async () => {
    const work = app.assignments.work(app.tenant, step);
    app.background('licences', () => work);
    await untilOver(turn, work);
  });
  return (await app.assignments.read(app.tenant, step)) ?? begun;
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
