/** Calls jobs again and again; where several processes share a store, each round of a key is run by one of them. */
export interface Scheduler {
  /** Begins rounds of these jobs, for the keys that are added. */
  start(jobs: readonly Scheduled[]): Promise<Rounds>;
}

/** Rounds under way. However many keys have a long one, those of the other keys come when they are due. */
export interface Rounds {
  /** Begins rounds for a key. */
  readonly add: (key: string) => Promise<void>;
  /** Begins no more rounds for that key; resolves when those that have begun have ended. */
  readonly remove: (key: string) => Promise<void>;
  /** The same for all of them. */
  readonly stop: () => Promise<void>;
}

export interface Scheduled {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (key: string) => Promise<void>;
}
