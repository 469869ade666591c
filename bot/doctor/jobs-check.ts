import { observed, type Observation } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { RoundWatch } from '../work/round-watch.ts';

/** Enough of a job to know when it should have begun. */
export type ExpectedJob = Pick<Job<never>, 'name' | 'everyMs'>;

export interface JobsCheckNeeds {
  readonly roundWatch: Pick<RoundWatch, 'lastNoted' | 'lateSince'>;
  readonly jobs: readonly ExpectedJob[];
}

/** Whether rounds begin, by what any process has noted, and whether one of this process does not end. */
export async function checkJobs({ roundWatch, jobs }: JobsCheckNeeds): Promise<readonly Observation[]> {
  const noted = await roundWatch.lastNoted(jobs);
  const late = noted.filter(({ isLate }) => isLate);
  const lateSince = await roundWatch.lateSince();
  if (late.length > 0) return late.map(({ name, at }) => observed('jobs', 'job-late', { job: name, at: { at } }));
  if (lateSince !== undefined) return [observed('jobs', 'round-late', { since: { at: lateSince } })];
  return [
    noted.length === 0 ? observed('jobs', 'jobs-unseen') : observed('jobs', 'jobs-in-time', { jobs: noted.length }),
  ];
}
