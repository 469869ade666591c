import type { App } from './app.ts';
import { assign } from '../licenses/assign.job.ts';
import { audit } from '../wallets/audit.job.ts';
import { catchUp } from '../funds/catch-up.job.ts';
import { deliver } from '../alerts/deliver.job.ts';
import { importLog } from '../usage/import-log.job.ts';
import type { Job } from '../work/job.ts';
import { tidy } from '../web/forget-answers.job.ts';

export const jobs: readonly Job[] = [catchUp, deliver, assign, importLog, audit, tidy];

/** Starts every job; stopping lets the runs that have begun end. A run that fails is the log's affair: the next one comes. */
export const startJobs = (app: App, all: readonly Job[] = jobs): Promise<{ readonly stop: () => Promise<void> }> =>
  app.scheduler.start(
    all.map(({ name, everyMs, run }) => ({
      name,
      everyMs,
      run: () =>
        run(app).then(
          () => undefined,
          (error: unknown) => app.log.error({ err: error, job: name }, 'a job failed; it runs again'),
        ),
    })),
  );
