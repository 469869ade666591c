import { deliver } from '../alerts/deliver.job.ts';
import { catchUpDue } from '../funds/catch-up.job.ts';
import { assign } from '../licenses/assign.job.ts';
import type { Scheduler } from '../ports/index.ts';
import { importDueLogs } from '../usage/import-log.job.ts';
import { audit } from '../wallets/audit.job.ts';
import { forgetAnswers } from '../web/forget-answers.job.ts';
import type { Job } from '../work/job.ts';
import type { Tenant } from './tenant.ts';

export const jobs: readonly Job<Tenant>[] = [catchUpDue, deliver, assign, importDueLogs, audit, forgetAnswers];

/** Starts every job; stopping lets the rounds that have begun end. A round that fails is logged, and the next one comes. */
export const startJobs = (
  scheduler: Scheduler,
  tenants: readonly Tenant[],
  all: readonly Job<Tenant>[] = jobs,
): Promise<{ readonly stop: () => Promise<void> }> =>
  scheduler.start(
    all.map(({ name, everyMs, run }) => ({
      name,
      everyMs,
      run: async key => {
        const tenant = tenants.find(one => one.tenant === key);
        if (tenant === undefined) throw new Error(`${key}: no tenant of this program`);
        await run(tenant).catch((error: unknown) =>
          tenant.log.error({ err: error, job: name }, 'a job failed; it runs again'),
        );
      },
    })),
    tenants.map(({ tenant }) => tenant),
  );
