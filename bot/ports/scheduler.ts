/** Runs jobs periodically; where several processes share a store, one of them runs each round. */
export interface Scheduler {
  /** Starts the jobs; `stop` waits for the rounds that have begun. */
  start(jobs: readonly Scheduled[]): Promise<{ readonly stop: () => Promise<void> }>;
}

/** A job that takes no arguments: its needs are bound. */
export interface Scheduled {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}
