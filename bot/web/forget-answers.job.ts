import { dayMs, hourMs } from '../../core/index.ts';
import type { Answers, Clock } from '../ports/index.ts';
import type { Job } from '../work/job.ts';

/** Teams sends an activity again within seconds; a day is plenty. */
const answersKeptMs = dayMs;

/** Deletes stored answers to activities that Teams no longer sends again. */
export const forgetAnswers: Job<{ readonly answers: Answers; readonly clock: Clock }> = {
  // The name of its queue, which must not change: earlier versions created it.
  name: 'tidy',
  everyMs: hourMs,
  run: ({ answers, clock }) => answers.forget(clock.now() - answersKeptMs),
};
