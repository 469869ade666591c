import type { Job } from '../work/job.ts';

/** Alerts that could not be delivered when they were decided. */
export const deliver: Job = { name: 'deliver', everyMs: 5_000, run: app => app.deliveries.run(app.tenant) };
