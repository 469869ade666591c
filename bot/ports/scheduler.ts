/** Calls jobs again and again; where several processes share a store, each round of a key is run by one of them. */
export interface Scheduler {
  /** Begins rounds of each job for each key; a long round of one key holds up no other. `stop` lets the rounds that have begun end. */
  start(jobs: readonly Scheduled[], keys: readonly string[]): Promise<{ readonly stop: () => Promise<void> }>;
}

export interface Scheduled {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (key: string) => Promise<void>;
}
