import { dayMs } from '../../core/index.ts';
import type { Clock, Looks } from '../ports/index.ts';
import type { Job } from '../work/job.ts';

/** A year and a month: who looked at whom is personal data too. */
const looksKeptMs = 400 * dayMs;

/** Forgets who looked at whom long ago. */
export const trimLooks: Job<{ readonly looks: Looks; readonly clock: Clock }> = {
  name: 'trim-looks',
  everyMs: dayMs,
  run: ({ looks, clock }) => looks.trim(clock.now() - looksKeptMs),
};
