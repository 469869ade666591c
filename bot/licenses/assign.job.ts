import { secondMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';
import type { AssigningNeeds } from './begin-assignment.ts';

/** Resumes runs that a dead process or an outage of Graph interrupted, and shows ends that no card has shown yet. */
export const assign: Job<AssigningNeeds> = {
  name: 'assign',
  everyMs: 10 * secondMs,
  run: async ({ assignments, assignmentWorker, background, progress }) => {
    for (const step of ['licenses', 'credits'] as const) {
      const run = await assignments.read(step);
      // In the background: a run may take long, and the next round must not wait for it.
      if (run?.state === 'running') background.start('licenses', () => assignmentWorker.work(step));
      else if (run !== undefined) await progress.catchUp(step, run);
    }
  },
};
