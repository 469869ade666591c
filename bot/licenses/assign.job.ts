import { secondMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';

/** Takes up licences that were being given when a process died, or when Graph could not be reached; and shows ends not shown yet. */
export const assign: Job = {
  name: 'assign',
  everyMs: 10 * secondMs,
  run: async app => {
    for (const step of ['licences', 'credits'] as const) {
      const run = await app.assignments.read(app.tenant, step);
      // It takes as long as it takes: other rounds do not wait for it.
      if (run?.state === 'running') app.background('licences', () => app.assignments.work(app.tenant, step));
      else if (run !== undefined) await app.progress.catchUp(app, step, run);
    }
  },
};
