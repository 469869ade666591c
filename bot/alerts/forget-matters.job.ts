import { dayMs } from '../../core/index.ts';
import type { Clock, Matters } from '../ports/index.ts';
import type { Job } from '../work/job.ts';

/** A quarter: after it the cards are history, and nobody asks who was told. */
const keptMs = 90 * dayMs;

/** So many are deleted in one transaction, each with a post for everybody who was told. */
const atOnce = 20;

/** Forgets the matters that ended long ago: what is summed up over all that was told does not grow for ever. */
export const forgetMatters: Job<{ readonly matters: Matters; readonly clock: Pick<Clock, 'now'> }> = {
  name: 'forget-matters',
  everyMs: dayMs,
  run: async ({ matters, clock }) => {
    const endedBefore = clock.now() - keptMs;
    while ((await matters.forget({ endedBefore, limit: atOnce })) > 0);
  },
};
