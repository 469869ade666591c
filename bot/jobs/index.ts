import type { App } from '../app.ts';
import { assign } from './assign.ts';
import { audit } from './audit.ts';
import { catchUp } from './catch-up.ts';
import { deliver } from './deliver.ts';
import { importLog } from './import-log.ts';
import type { Job } from './job.ts';
import { tidy } from './tidy.ts';

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
