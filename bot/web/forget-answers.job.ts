import { dayMs, hourMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';

/** Teams sends an activity again within seconds; a day is plenty. */
const answersKeptMs = dayMs;

/** What nobody needs any more. */
export const tidy: Job = {
  name: 'tidy',
  everyMs: hourMs,
  run: app => app.answers.forget(app.tenant, app.clock.now() - answersKeptMs),
};
