import type { App } from '../app.ts';
import { catchUp } from './catch-up.ts';
import { deliver } from './deliver.ts';
import { importLog } from './import-log.ts';
import type { Job } from './job.ts';

export const jobs: readonly Job[] = [catchUp, deliver, importLog];

/** Starts every job; stopping lets the runs that have begun end. */
export function startJobs(app: App, all: readonly Job[] = jobs): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const loops = all.map(job => repeat(app, job, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(app: App, job: Job, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await job
      .run(app)
      .catch((error: unknown) => app.log.error({ err: error, job: job.name }, 'a job failed; it runs again'));
    await app.clock.wait(job.everyMs, signal);
  }
}
