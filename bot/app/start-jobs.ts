import type { Rounds, Scheduler } from '../ports/index.ts';
import { timed } from '../watching/watched.ts';
import { newWorkId, underWorkId } from '../work/current-work.ts';
import type { Job } from '../work/job.ts';
import { jobs } from './jobs.ts';
import type { Tenant } from './tenant.ts';

/** Starts every job, for the tenants that are added; `round` finds the tenant of a key. A round that fails is logged, and the next one comes. */
export const startJobs = (
  scheduler: Scheduler,
  round: (key: string, work: (tenant: Tenant) => Promise<void>) => Promise<void>,
  all: readonly Job<Tenant>[] = jobs,
): Promise<Rounds> =>
  scheduler.start(
    all.map(job => ({
      name: job.name,
      everyMs: job.everyMs,
      run: key => underWorkId(newWorkId(), () => round(key, tenant => roundOf(job, tenant, all))),
    })),
  );

async function roundOf({ name, run }: Job<Tenant>, tenant: Tenant, all: readonly Job<Tenant>[]): Promise<void> {
  const { roundWatch, clock, log, happened } = tenant;
  roundWatch.expect(all);
  let isDone = true;
  const failed = (error: unknown): void => {
    isDone = false;
    log.error({ err: error, job: name }, 'a job failed; it runs again');
  };
  await timed(
    clock,
    () => roundWatch.during(name, () => run(tenant)).catch(failed),
    ms => happened({ kind: 'round', job: name, isDone, ms }),
  );
}
