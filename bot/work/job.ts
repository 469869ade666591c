import type { App } from '../app/app.ts';

/** What the clock calls: again and again, one run at a time, until the program stops. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (app: App) => Promise<unknown>;
}
