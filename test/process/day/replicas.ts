import { performance } from 'node:perf_hooks';
import { systemClock } from '../../../bot/drivers/system/clock.ts';
import { startBot, type Program } from '../../playground/programs.ts';
import { TeamsClient } from '../../support/teams-client.ts';

/** How long Teams waits for an answer, and how often it asks again here. */
const tries = 240;
const pauseMs = 250;

/** What a replica says of itself since it was last asked. */
export interface Health {
  readonly rssMb: number;
  readonly heapMb: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Programs behind a door that leads to any of them that lives. */
export class Replicas {
  readonly turnsMs: number[] = [];
  /** Tries that had no answer, by what had become of a replica last. */
  readonly again = { killed: 0, stopped: 0, refused: 0 };
  readonly #settings: Parameters<typeof startBot>[0];
  readonly #random: () => number;
  readonly #programs: (Program | undefined)[] = [];
  #ending: 'killed' | 'stopped' = 'killed';

  constructor(settings: Parameters<typeof startBot>[0], random: () => number) {
    this.#settings = settings;
    this.#random = random;
  }

  /** Gives how long it took. */
  async start(index: number): Promise<number> {
    const begun = performance.now();
    this.#programs[index] = await startBot(this.#settings);
    return performance.now() - begun;
  }

  /** Ends one as a crash does, or in order; gives how long it took. */
  async end(index: number, how: 'killed' | 'stopped'): Promise<number> {
    const program = this.#programs[index];
    this.#ending = how;
    const begun = performance.now();
    await (how === 'killed' ? program?.kill() : program?.stop());
    this.#programs[index] = undefined;
    if (how === 'stopped' && program?.process.exitCode !== 0) throw new Error('a replica did not end in order');
    return performance.now() - begun;
  }

  async endAll(): Promise<void> {
    for (const program of this.#programs) await program?.kill();
  }

  /** Posts to any of them; as Teams does, the same activity once more where nobody answered. */
  async post(send: (address: string) => ReturnType<TeamsClient['post']>): ReturnType<TeamsClient['post']> {
    const begun = performance.now();
    for (let count = 0; count < tries; count += 1) {
      const answer = await send(this.#any()).catch(() => undefined);
      if (answer?.status === 200) {
        this.turnsMs.push(performance.now() - begun);
        return answer;
      }
      this.again[answer === undefined ? this.#ending : 'refused'] += 1;
      await systemClock.wait(pauseMs);
    }
    throw new Error('no replica answers');
  }

  /** Undefined of one that is not there now. */
  async health(index: number): Promise<Health | undefined> {
    const address = this.#programs[index]?.address;
    if (address === undefined) return undefined;
    const text = await fetch(`${address}/metrics`)
      .then(answer => answer.text())
      .catch(() => undefined);
    if (text === undefined) return undefined;
    const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    return {
      rssMb: value('process_resident_memory_bytes') / 1e6,
      heapMb: value('nodejs_heap_size_used_bytes') / 1e6,
      p50Ms: value('nodejs_eventloop_lag_p50_seconds') * 1e3,
      p99Ms: value('nodejs_eventloop_lag_p99_seconds') * 1e3,
      maxMs: value('nodejs_eventloop_lag_max_seconds') * 1e3,
    };
  }

  #any(): string {
    const alive = this.#programs.filter(program => program !== undefined);
    return alive[Math.floor(this.#random() * alive.length)]?.address ?? 'http://127.0.0.1:9';
  }
}

/** Somebody in Teams, whose activities go to any replica. */
export class BalancedClient extends TeamsClient {
  readonly #replicas: Replicas;

  constructor(replicas: Replicas, organization: string, serviceUrl: string) {
    super();
    this.#replicas = replicas;
    this.organization = organization;
    this.connect({ address: '', serviceUrl });
  }

  override post(activity: unknown): ReturnType<TeamsClient['post']> {
    return this.#replicas.post(address => {
      this.address = address;
      return super.post(activity);
    });
  }
}
