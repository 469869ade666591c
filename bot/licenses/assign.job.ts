import { secondMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';
import type { AssigningNeeds } from './begin-assignment.ts';

/** Takes up licenses that were being given when a process died, or when Graph could not be reached; and shows ends not shown yet. */
export const assign: Job<AssigningNeeds> = {
  name: 'assign',
  everyMs: 10 * secondMs,
  run: async ({ tenant, assignments, assignmentWorker, background, progress }) => {
    for (const step of ['licenses', 'credits'] as const) {
      const run = await assignments.read(tenant, step);
      // It takes as long as it takes: other rounds do not wait for it.
      if (run?.state === 'running') background.start('licenses', () => assignmentWorker.work(tenant, step));
      else if (run !== undefined) await progress.catchUp(step, run);
    }
  },
};
