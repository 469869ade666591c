import { minuteMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';
import type { Foresight } from './foresight.ts';

/** Lets every watcher look ahead. */
export const foresee: Job<{ readonly foresight: Pick<Foresight, 'look'> }> = {
  name: 'foresee',
  everyMs: 10 * minuteMs,
  run: ({ foresight }) => foresight.look(),
};
