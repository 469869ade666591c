/** Calls jobs again and again; where several processes share a store, each round is run by one of them. */
export interface Scheduler {
  /** Begins; `stop` lets the rounds that have begun end. */
  start(jobs: readonly Scheduled[]): Promise<{ readonly stop: () => Promise<void> }>;
}

export interface Scheduled {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}
