import { z } from 'zod';
import { assignmentFailures, minuteMs, secondMs, type AssignmentFailure, type Person } from '../core/index.ts';
import type { Assignment, Clock, Documents, Licences } from './ports.ts';
import type { Log } from './log.ts';

/** The two steps of set-up that give licences; each has at most one run at a time. */
export type AssignmentStep = 'licences' | 'credits';

const person = z.object({ id: z.string(), name: z.string() });

const document = z.object({
  id: z.string(),
  /** Given together to everybody of this run. */
  skuIds: z.array(z.string()),
  state: z.enum(['running', 'stopped', 'done']),
  /** Those of whom nothing is known yet. */
  pending: z.array(person),
  assigned: z.int(),
  failed: z.array(person.extend({ reason: z.enum(assignmentFailures) })),
  /** The process that does it, for so long; whoever dies meanwhile does not, and another one goes on. */
  worker: z.string(),
  until: z.int(),
  /** The card that shows how far it is. */
  card: z
    .object({
      conversation: z.object({ id: z.string(), locale: z.string(), reference: z.unknown() }),
      activityId: z.string(),
      /** Whether it is the card of set-up, which shows other steps too. */
      isSetup: z.boolean(),
    })
    .nullable(),
});

export type AssignmentRun = z.infer<typeof document>;

export interface AssignmentPorts {
  readonly documents: Documents;
  readonly licences: Licences;
  readonly clock: Clock;
  readonly log: Log;
  /** A name that no other process has. */
  readonly worker: string;
  /** Told of a run now and then while it goes on, and when it ends. */
  readonly observe: (tenant: string, step: AssignmentStep, run: AssignmentRun) => void;
}

const leaseMs = minuteMs;

/** Outcomes are written down together: after so many, or so long. */
const outcomesTogether = 200;
const writtenEveryMs = 2 * secondMs;

type Outcome = readonly [id: string, failure: AssignmentFailure | undefined];

/**
 * Giving licences to many people, as work that outlives its process: who is still to be done is written down before it begins, and what
 * became of each as it is told. Whoever was done without its being written down is done again, which changes nothing.
 */
export class Assignments {
  readonly #ports: AssignmentPorts;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #stops = new Map<string, AbortController>();

  constructor(ports: AssignmentPorts) {
    this.#ports = ports;
  }

  async read(tenant: string, step: AssignmentStep): Promise<AssignmentRun | undefined> {
    return parsed(await this.#ports.documents.read(tenant, nameOf(step)));
  }

  /** Begins a run, or gives the one that has not ended; `work` carries it out. */
  async begin(
    tenant: string,
    step: AssignmentStep,
    asked: {
      readonly id: string;
      readonly skuIds: readonly string[];
      readonly people: readonly Pick<Person, 'id' | 'name'>[];
      readonly card: AssignmentRun['card'];
    },
  ): Promise<AssignmentRun> {
    return this.#change(tenant, step, before =>
      before?.state === 'running'
        ? before
        : {
            id: asked.id,
            skuIds: [...asked.skuIds],
            state: 'running',
            pending: asked.people.map(({ id, name }) => ({ id, name })),
            assigned: 0,
            failed: [],
            worker: '',
            until: 0,
            card: asked.card,
          },
    );
  }

  /** Ends it early: those who are being given something are; the others keep what they have. */
  async stop(tenant: string, step: AssignmentStep): Promise<void> {
    await this.#change(tenant, step, before => before && { ...before, state: endOf(before, 'stopped') });
    this.#stops.get(keyOf(tenant, step))?.abort();
    await this.#underWay.get(keyOf(tenant, step));
  }

  /** Goes on with the run, if there is one that nobody else goes on with; resolves when this process is done with it. */
  work(tenant: string, step: AssignmentStep): Promise<void> {
    const key = keyOf(tenant, step);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const work = this.#work(tenant, step).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, work);
    return work;
  }

  async #work(tenant: string, step: AssignmentStep): Promise<void> {
    const { clock, worker, licences, log } = this.#ports;
    const taken = await this.#change(tenant, step, before => before && this.#taken(before));
    if (taken?.state !== 'running' || taken.worker !== worker) return;
    const stop = new AbortController();
    this.#stops.set(keyOf(tenant, step), stop);
    let outcomes: Outcome[] = [];
    let writing: Promise<unknown> = Promise.resolve();
    const write = (): Promise<unknown> => {
      writing = writing.then(async () => {
        const told = outcomes;
        outcomes = [];
        const run = await this.#recorded(tenant, step, taken.id, told);
        // Stopped, on whichever process, or taken over by another one.
        if (run?.state !== 'running' || run.worker !== worker) stop.abort();
      });
      return writing;
    };
    const ended = new AbortController();
    const regularly = async (): Promise<void> => {
      while (!ended.signal.aborted) {
        await clock.wait(writtenEveryMs, ended.signal);
        await write().catch(() => stop.abort());
      }
    };
    const written = regularly();
    try {
      await licences.assign(
        taken.pending.map(({ id }): Assignment => ({ personId: id, skuIds: taken.skuIds })),
        (id, result) => {
          outcomes.push([id, result.ok ? undefined : result.refusal]);
          if (outcomes.length === outcomesTogether) void write().catch(() => stop.abort());
        },
        stop.signal,
      );
    } finally {
      ended.abort();
      await written;
      await writing.catch(() => undefined);
      this.#stops.delete(keyOf(tenant, step));
      const run = await this.#recorded(tenant, step, taken.id, outcomes, 'release');
      log.info({ step, state: run?.state, assigned: run?.assigned, failed: run?.failed.length }, 'licences assigned');
    }
  }

  /** The run as this process's own, unless another one is at it. */
  #taken(run: AssignmentRun): AssignmentRun {
    const { clock, worker } = this.#ports;
    const now = clock.now();
    // A lease beyond the longest there is comes from a clock that was set back since.
    const isOthers = run.worker !== worker && run.until > now && run.until <= now + leaseMs;
    return run.state !== 'running' || isOthers ? run : { ...run, worker, until: now + leaseMs };
  }

  /** Writes down what became of people, and goes on holding the run, or lets it go. */
  async #recorded(
    tenant: string,
    step: AssignmentStep,
    id: string,
    outcomes: readonly Outcome[],
    then: 'hold' | 'release' = 'hold',
  ): Promise<AssignmentRun | undefined> {
    const { clock, worker, observe } = this.#ports;
    const told = new Map(outcomes);
    const run = await this.#change(tenant, step, before => {
      if (before?.id !== id) return before;
      const known = before.pending.filter(one => told.has(one.id));
      const failed = known.flatMap(one => {
        const reason = told.get(one.id);
        return reason === undefined ? [] : [{ ...one, reason }];
      });
      const next: AssignmentRun = {
        ...before,
        pending: known.length === 0 ? before.pending : before.pending.filter(one => !told.has(one.id)),
        assigned: before.assigned + known.length - failed.length,
        failed: [...before.failed, ...failed],
        ...(before.worker === worker && { until: then === 'hold' ? clock.now() + leaseMs : 0 }),
      };
      return { ...next, state: endOf(next, next.state) };
    });
    if (run?.id === id) observe(tenant, step, run);
    return run;
  }

  async #change<Given extends AssignmentRun | undefined>(
    tenant: string,
    step: AssignmentStep,
    change: (run: AssignmentRun | undefined) => Given,
  ): Promise<Given> {
    let stands: { readonly run: Given } | undefined;
    await this.#ports.documents.change(tenant, nameOf(step), before => {
      const run = parsed(before);
      stands = { run: change(run) };
      return stands.run === run ? before : stands.run;
    });
    if (stands === undefined) throw new Error('a document was changed without being read');
    return stands.run;
  }
}

/** Whoever has been told of everybody is done, however it came to that. */
const endOf = (run: AssignmentRun, state: AssignmentRun['state']): AssignmentRun['state'] =>
  run.pending.length === 0 ? 'done' : run.state === 'running' ? state : run.state;

const nameOf = (step: AssignmentStep): string => `assignment-${step}`;
const keyOf = (tenant: string, step: AssignmentStep): string => `${tenant} ${step}`;
const parsed = (read: unknown): AssignmentRun | undefined => (read === null ? undefined : document.parse(read));
