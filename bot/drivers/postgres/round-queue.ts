import type { Job, PgBoss } from 'pg-boss';
import type { Scheduled } from '../../ports/index.ts';

/** A replica without a heartbeat for so long counts as dead: its round is over, and the next one can begin. */
const heartbeatSeconds = 20;

/** The longest that a round may take. */
const longestSeconds = 6 * 3600;

/** How often a round that came to a replica without its key is offered again. */
const foreignRetries = 30;

const pollMs = 1000;
const mostAtOnce = 100;

interface Round {
  readonly key: string;
}

export interface RoundQueuePorts {
  readonly boss: PgBoss;
  readonly job: Scheduled;
  /** Those that this replica runs rounds for, now. */
  readonly keys: ReadonlySet<string>;
  readonly onError: (error: unknown) => void;
}

/**
 * One job's queue. Each round begins as it is fetched, however many others are under way: pg-boss's own workers wait for what they have
 * fetched, so that as many long rounds as there are workers would hold up all other keys. One query a second, whatever the keys.
 */
export class RoundQueue {
  readonly #ports: RoundQueuePorts;
  readonly #running = new Map<Job<Round>, Promise<void>>();
  readonly #asking = new Set<Promise<void>>();
  #polling: Promise<void> | undefined;
  #isClosed = false;
  #timers:
    { readonly asking: NodeJS.Timeout; readonly polling: NodeJS.Timeout; readonly beating: NodeJS.Timeout } | undefined;

  constructor(ports: RoundQueuePorts) {
    this.#ports = ports;
  }

  async open(): Promise<void> {
    const { boss, job, keys } = this.#ports;
    // Exclusive: one round of each key waits or runs at a time, however many are requested.
    await boss.createQueue(job.name, {
      policy: 'exclusive',
      retryLimit: 0,
      heartbeatSeconds,
      expireInSeconds: longestSeconds,
      deleteAfterSeconds: 3600,
    });
    this.#timers = {
      asking: setInterval(() => void this.ask([...keys]), job.everyMs),
      polling: setInterval(() => this.#poll(), pollMs),
      beating: setInterval(() => void this.#beat(), (heartbeatSeconds * 1000) / 2),
    };
  }

  /** Requests a round of each of these keys; those that have one already get no other. */
  ask(keys: readonly string[]): Promise<void> {
    const asking = this.#insert(keys).finally(() => this.#asking.delete(asking));
    this.#asking.add(asking);
    return asking;
  }

  async #insert(keys: readonly string[]): Promise<void> {
    const { boss, job, onError } = this.#ports;
    const rounds = keys.map(key => ({
      ...{ data: { key }, singletonKey: key, singletonSeconds: job.everyMs / 1000 },
      ...{ retryLimit: foreignRetries, retryDelay: 1 },
    }));
    if (rounds.length > 0) await boss.insert(job.name, rounds).catch(onError);
    this.#poll();
  }

  /** Resolves when the rounds that have begun, of one key or of all, have ended. */
  async ended(key?: string): Promise<void> {
    await this.#polling;
    const begun = [...this.#running].filter(([{ data }]) => key === undefined || data.key === key);
    await Promise.all(begun.map(([, round]) => round));
  }

  /** Begins no more rounds; resolves when those under way, whose heart beats until then, have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timers?.asking);
    clearInterval(this.#timers?.polling);
    await Promise.all(this.#asking);
    await this.ended();
    clearInterval(this.#timers?.beating);
  }

  #poll(): void {
    if (this.#isClosed) return;
    this.#polling ??= this.#fetch()
      .catch(this.#ports.onError)
      .finally(() => (this.#polling = undefined));
  }

  async #fetch(): Promise<void> {
    const { boss, job } = this.#ports;
    for (;;) {
      const rounds = await boss.fetch<Round>(job.name, { batchSize: mostAtOnce });
      for (const round of rounds) this.#begin(round);
      if (rounds.length < mostAtOnce) return;
    }
  }

  #begin(round: Job<Round>): void {
    const running = this.#run(round)
      .catch(this.#ports.onError)
      .finally(() => this.#running.delete(round));
    this.#running.set(round, running);
  }

  async #run(round: Job<Round>): Promise<void> {
    const { boss, job, keys, onError } = this.#ports;
    const { key } = round.data;
    // Left to a replica that has this key.
    if (!keys.has(key)) await boss.fail(job.name, round.id);
    else {
      await job.run(key).catch(onError);
      await boss.complete(job.name, round.id);
    }
  }

  async #beat(): Promise<void> {
    const { boss, job, onError } = this.#ports;
    const ids = [...this.#running.keys()].map(({ id }) => id);
    if (ids.length > 0) await boss.touch(job.name, ids).catch(onError);
  }
}
