import { deliver } from '../alerts/deliver.job.ts';
import { catchUpDue } from '../funds/catch-up.job.ts';
import { assign } from '../licenses/assign.job.ts';
import { importDueLogs } from '../usage/import-log.job.ts';
import { audit } from '../wallets/audit.job.ts';
import { forgetAnswers } from '../web/forget-answers.job.ts';
import type { Job } from '../work/job.ts';
import type { Tenant } from './tenant.ts';

export const jobs: readonly Job<Tenant>[] = [catchUpDue, deliver, assign, importDueLogs, audit, forgetAnswers];

/** Starts every job; `stop` waits for the rounds that have begun. A failed round is logged, and the job runs again. */
export const startJobs = (
  tenant: Tenant,
  all: readonly Job<Tenant>[] = jobs,
): Promise<{ readonly stop: () => Promise<void> }> =>
  tenant.scheduler.start(
    all.map(({ name, everyMs, run }) => ({
      name,
      everyMs,
      run: () =>
        run(tenant).then(
          () => undefined,
          (error: unknown) => tenant.log.error({ err: error, job: name }, 'a job failed; it runs again'),
        ),
    })),
  );
