import { secondMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';
import type { CallStopper } from './call-stopper.ts';

/** Takes up stops and restores that a dead process, or an outage of Graph, has left. */
export const stopCallsLeft: Job<{ readonly callStopper: CallStopper }> = {
  name: 'stop-calls',
  everyMs: 10 * secondMs,
  run: ({ callStopper }) => callStopper.catchUp(),
};
