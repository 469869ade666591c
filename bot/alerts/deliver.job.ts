import type { Job } from '../work/job.ts';
import type { Deliveries } from './deliveries.ts';

/** Alerts that could not be delivered when they were decided. */
export const deliver: Job<{ readonly deliveries: Deliveries }> = {
  name: 'deliver',
  everyMs: 5_000,
  run: ({ deliveries }) => deliveries.run(),
};
