import { z } from 'zod';
import type { App } from '../app/app.ts';

const shape = z.object({ status: z.int(), body: z.unknown() });

/** What went back for an activity. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Longer than Teams waits: whoever has not answered by then has died, and the next one does the work, which is the same work. */
const leaseMs = 30_000;
const lookAgainMs = 250;

/**
 * Answers an activity once, however often it comes and to whichever replica: the store remembers what was answered, also over a restart.
 * Where the store cannot tell, the activity is worked on: what it asks for carries its id, and is not done twice.
 */
export async function remembered(app: App, key: string, work: () => Promise<Answer>): Promise<Answer> {
  const before = await answeredBefore(app, key).catch((error: unknown) => {
    app.log.error({ err: error }, 'whether an activity was answered cannot be told');
    return undefined;
  });
  if (before !== undefined) return before;
  const answer = await work();
  app.background('remember an answer', () =>
    // A failure is not an answer: the same activity may be tried again.
    answer.status >= 500
      ? app.answers.drop(app.tenant, key)
      : app.answers.keep(app.tenant, key, answer, app.clock.now()),
  );
  return answer;
}

async function answeredBefore({ answers, clock, tenant }: App, key: string): Promise<Answer | undefined> {
  // Bounded, whatever the sandbox's clock does meanwhile.
  for (let waitedMs = 0; waitedMs < leaseMs; waitedMs += lookAgainMs) {
    const at = clock.now();
    const begun = await answers.begin(tenant, key, { at, until: at + leaseMs });
    switch (begun.kind) {
      case 'first':
        return undefined;
      case 'answered':
        return shape.parse(begun.answer);
      default:
        await clock.wait(lookAgainMs);
    }
  }
  return undefined;
}
