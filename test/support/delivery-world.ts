import { Deliveries } from '../../bot/alerts/deliveries.ts';
import type { Destination } from '../../bot/alerts/destinations.ts';
import { Newcomers } from '../../bot/alerts/newcomers.ts';
import type { Matters, Post } from '../../bot/ports/index.ts';
import {
  escalated,
  escalatesAt,
  followed,
  isOverForGood,
  minuteMs,
  secondMs,
  type Instant,
  type Matter,
  type Route,
} from '../../core/index.ts';
import { FakeChats } from './fake-chats.ts';
import { epoch, stageOf, type StageName } from './matter-histories.ts';
import { MemoryDocuments } from './memory/documents.ts';
import { MemoryMatters } from './memory/matters.ts';
import { MemoryStore } from './memory/store.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Thrown in a program that has died: what it does after that reaches nobody. */
export class Died extends Error {}

/** A program that delivers, until it dies. */
export class Program {
  isDead = false;
  readonly deliveries: Deliveries;
  readonly stopping = new AbortController();
  /** It dies at so many calls of its store from now on. */
  diesAfter = Infinity;
  calls = 0;
  readonly #world: DeliveryWorld;
  #isRunning = false;
  #nextAt = 0;

  constructor(world: DeliveryWorld) {
    this.#world = world;
    const matters = this.#dying(world.matters);
    this.deliveries = new Deliveries({
      matters,
      followed: { look: () => world.look(matters) },
      destinations: {
        all: () => Promise.resolve(new Map([...world.destinations].filter(([id]) => !world.gone.has(id)))),
        gone: (id, _why, at) => {
          world.gone.set(id, at);
          return Promise.resolve();
        },
      },
      newcomers: new Newcomers(this.#dying(world.documents)),
      tell: ({ id }, message) => (this.isDead ? Promise.reject(new Died()) : world.chats.tell(this, id, message)),
      ...{ clock: world.clock, log: world.log, stopping: this.stopping.signal },
    });
  }

  /** As a job: the next round begins five seconds after the last has ended. */
  run(): void {
    const { clock } = this.#world;
    if (this.isDead || this.#isRunning || clock.elapsed() < this.#nextAt) return;
    this.#isRunning = true;
    this.deliveries
      .run()
      .catch((error: unknown) => this.#swallow(error))
      .finally(() => {
        this.#isRunning = false;
        this.#nextAt = clock.elapsed() + 5 * secondMs;
      });
  }

  #note({ activityId }: Post): void {
    if (activityId !== null) this.#world.chats.noted.add(activityId);
  }

  #swallow(error: unknown): void {
    if (!(error instanceof Died)) throw error;
  }

  /** The store, which fails for good at some call: before it was carried out, or after. */
  #dying<Store extends object>(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...asked: readonly unknown[]): Promise<unknown> => {
          this.calls += 1;
          if (this.isDead) throw new Died();
          const isLast = this.calls >= this.diesAfter;
          if (isLast) this.isDead = true;
          if (isLast && this.calls % 2 === 0) throw new Died();
          const answer = await (Reflect.apply(method, target, asked) as Promise<unknown>);
          if (name === 'settle') this.#note(asked[0] as Post);
          if (isLast) throw new Died();
          return answer;
        };
      },
    });
  }
}

/** Conversations, what is amiss, and programs on one store; time moves only when it is passed. */
export class DeliveryWorld {
  readonly clock = new VirtualClock(epoch);
  readonly chats = new FakeChats(this.clock);
  readonly matters: Matters;
  readonly documents = new MemoryDocuments();
  readonly destinations = new Map<string, Destination>();
  /** What its programs have logged as warnings and errors. */
  readonly logged: string[] = [];
  readonly log = {
    ...{ info: () => undefined, debug: () => undefined },
    warn: (_facts: unknown, text = '') => void this.logged.push(text),
    error: (_facts: unknown, text = '') => void this.logged.push(text),
  };
  readonly gone = new Map<string, Instant>();
  amiss: readonly StageName[] = [];
  programs: Program[] = [];

  constructor(matters: Matters = new MemoryMatters(new MemoryStore())) {
    this.matters = matters;
  }

  /** Looks as the bot does, at what the test says is amiss; through the store of the program that looks. */
  look = (matters: Matters): Promise<void> => lookAt(this.amiss, this.clock.now(), matters);

  add(id: string, route: Partial<Route> = {}, how: Partial<Destination> = {}): void {
    const asked = { kinds: 'all', quietUntil: () => undefined, ...route } as const;
    this.destinations.set(id, { id, route: asked, isEscalation: false, ...how });
  }

  start(): Program {
    const program = new Program(this);
    this.programs.push(program);
    return program;
  }

  /** Every program has its round every five seconds; of a longer time that nothing happens in, every ten minutes. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0;) {
      for (const program of this.programs) program.run();
      await settled();
      const step = Math.min(left, ms - left < minuteMs ? secondMs : 10 * minuteMs);
      for (let within = 0; within < step;) {
        const part = Math.min(step - within, step > 5 * secondMs ? 5 * secondMs : 100);
        this.clock.advance(part);
        within += part;
        await settled();
        if (step > minuteMs && this.clock.waiting === 0) {
          this.clock.advance(step - within);
          within = step;
        }
      }
      left -= step;
    }
    await settled();
  }

  async change(id: string, change: (matter: Matter, at: Instant) => Matter): Promise<void> {
    const before = await this.matters.find(id);
    if (before === undefined) return;
    const matter = change(before, this.clock.now());
    if (matter !== before)
      await this.matters.write({ changed: [{ matter, from: before.version }], taken: [], retired: [] });
  }

  /** Every matter, as the latest of its versions. */
  async all(): Promise<readonly Matter[]> {
    const { next } = await this.matters.current();
    const found = await Promise.all(
      Array.from({ length: next - 1 }, (_, index) => this.matters.find(`matter-${index + 1}`)),
    );
    return found.flatMap(matter => matter ?? []);
  }
}

/** Everything that can go on without time does. */
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

export async function lookAt(amiss: readonly StageName[], at: Instant, matters: Matters): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const { matters: kept, next } = await matters.current();
    const before = kept.map(({ matter }) => matter);
    const stages = amiss.map(name => stageOf(name, at));
    const moved = followed(before, { at, stages, announced: [], next });
    const now = [...before.filter(({ id }) => !moved.some(one => one.id === id)), ...moved];
    const due = now.filter(one => (escalatesAt(one, 30 * minuteMs) ?? Infinity) <= at);
    const changed = [...moved.filter(one => !due.includes(one)), ...due.map(one => escalated(one, at))];
    const written = await matters.write({
      changed: changed.map(matter => ({ matter, from: before.find(({ id }) => id === matter.id)?.version ?? 0 })),
      taken: [],
      retired: kept
        .filter(({ matter, addressed }) => isOverForGood(matter, at) && addressed >= matter.version)
        .map(({ matter }) => matter.id),
    });
    if (written === 'written') return;
  }
  throw new Error('moved on ten times');
}
