import { z } from 'zod';
import { assignmentFailures, minuteMs, type AssignmentFailure } from '../../core/index.ts';
import type { Clock, Documents } from '../ports/index.ts';

/** The two steps of set-up that give licenses; each has at most one run at a time. */
export type AssignmentStep = 'licenses' | 'credits';

const person = z.object({
  id: z.string(),
  name: z.string(),
  /** What they are given: of the run's products those that they lack. */
  skuIds: z.array(z.string()),
});

const state = z.enum(['running', 'stopped', 'done']);

const document = z.object({
  id: z.string(),
  /** What is given in this run. */
  skuIds: z.array(z.string()),
  /** Where those are who are to be told to Microsoft first, as two letters; null where nobody is. */
  country: z.string().nullable(),
  state,
  /** Whether it waits for Graph, which could not be reached. */
  isWaiting: z.boolean(),
  /** Those of whom nothing is known yet. */
  pending: z.array(person),
  assigned: z.int(),
  failed: z.array(person.extend({ reason: z.enum(assignmentFailures) })),
  /** The process that does it, for so long; whoever dies meanwhile does not, and another one goes on. */
  worker: z.string(),
  until: z.int(),
  /** The card that follows it, and the last end that it has shown. */
  card: z
    .object({
      conversation: z.object({ id: z.string(), locale: z.string(), reference: z.unknown() }),
      activityId: z.string(),
      /** Whether it is the card of set-up, which shows other steps too. */
      isSetup: z.boolean(),
    })
    .nullable(),
  shown: state.nullable(),
});

export type AssignmentRun = z.infer<typeof document>;
export type AssignedPerson = z.infer<typeof person>;

/** What somebody asks for. */
export interface AskedRun {
  readonly id: string;
  readonly skuIds: readonly string[];
  readonly people: readonly AssignedPerson[];
  /** Those who cannot be given anything, and why, known beforehand. */
  readonly failed?: AssignmentRun['failed'];
  readonly country?: string;
  /** Another try for some people of the run before, whose other results stay. */
  readonly isAgain?: true;
  readonly card: AssignmentRun['card'];
}

export interface AssignmentPorts {
  readonly documents: Documents;
  readonly clock: Clock;
  /** A name that no other process has. */
  readonly worker: string;
}

const leaseMs = minuteMs;

/** Somebody, and why it failed; nothing where it did not. */
export type Outcome = readonly [id: string, failure: AssignmentFailure | undefined];

/** The runs that give licenses, each a document: who is still to be done, and what became of the others. */
export class Assignments {
  readonly #ports: AssignmentPorts;
  readonly #listeners: ((step: AssignmentStep, run: AssignmentRun) => void)[] = [];

  constructor(ports: AssignmentPorts) {
    this.#ports = ports;
  }

  /** Calls of a run now and then while it goes on here, and when it ends. */
  onChange(listener: (step: AssignmentStep, run: AssignmentRun) => void): void {
    this.#listeners.push(listener);
  }

  async read(tenant: string, step: AssignmentStep): Promise<AssignmentRun | undefined> {
    return parsed(await this.#ports.documents.read(tenant, nameOf(step)));
  }

  /**
   * Begins a run; `work` carries it out. Where one goes on that gives the same, these people join it; where it gives something else,
   * nothing is begun, and that run is given.
   */
  async begin(tenant: string, step: AssignmentStep, asked: AskedRun): Promise<AssignmentRun> {
    return this.#change(tenant, step, before => {
      if (before?.state === 'running') return isSame(before, asked) ? joined(before, asked) : before;
      const people = new Set(asked.people.map(({ id }) => id));
      const kept = asked.isAgain === true && before !== undefined ? before : undefined;
      const run: AssignmentRun = {
        id: asked.id,
        skuIds: [...asked.skuIds],
        country: asked.country ?? null,
        state: 'running',
        isWaiting: false,
        pending: [...asked.people],
        assigned: kept?.assigned ?? 0,
        failed: [...(kept?.failed ?? []).filter(({ id }) => !people.has(id)), ...(asked.failed ?? [])],
        worker: '',
        until: 0,
        card: asked.card,
        shown: null,
      };
      return { ...run, state: endOf(run, 'running') };
    });
  }

  /** Ends it early: those who are being given something are; the others keep what they have. */
  async end(tenant: string, step: AssignmentStep): Promise<void> {
    await this.#change(tenant, step, before => before && { ...before, state: endOf(before, 'stopped') });
  }

  /** The run as this process's own, unless it is over or another one is at it. */
  async take(tenant: string, step: AssignmentStep): Promise<AssignmentRun | undefined> {
    const run = await this.#change(tenant, step, before => before && this.#taken(before));
    return this.isOwn(run) ? run : undefined;
  }

  /** Whether it goes on, and in this process. */
  isOwn(run: AssignmentRun | undefined): run is AssignmentRun {
    return run?.state === 'running' && run.worker === this.#ports.worker;
  }

  /** The card has shown how the run ended. */
  async shown(tenant: string, step: AssignmentStep, { id, state: end }: AssignmentRun): Promise<void> {
    await this.#change(tenant, step, before => (before?.id === id ? { ...before, shown: end } : before));
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
  async record(
    tenant: string,
    step: AssignmentStep,
    id: string,
    outcomes: readonly Outcome[],
    letGo?: { readonly isWaiting: boolean },
  ): Promise<AssignmentRun | undefined> {
    const { clock, worker } = this.#ports;
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
        isWaiting: letGo?.isWaiting ?? (before.isWaiting && known.length === 0),
        ...(before.worker === worker && { until: letGo === undefined ? clock.now() + leaseMs : 0 }),
      };
      return { ...next, state: endOf(next, next.state) };
    });
    if (run?.id === id) for (const listener of this.#listeners) listener(step, run);
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

const isSame = (run: AssignmentRun, asked: AskedRun): boolean =>
  run.skuIds.join() === asked.skuIds.join() && asked.country === undefined;

/** The run with more people; those of whom it knows already are not done twice. */
function joined(run: AssignmentRun, { people, failed = [] }: AskedRun): AssignmentRun {
  const known = new Set(run.pending.map(({ id }) => id));
  const fresh = people.filter(({ id }) => !known.has(id));
  const again = new Set([...fresh, ...failed].map(({ id }) => id));
  return {
    ...run,
    pending: [...run.pending, ...fresh],
    failed: [...run.failed.filter(({ id }) => !again.has(id)), ...failed],
  };
}

/** Whoever has been told of everybody is done, however it came to that. */
const endOf = (run: AssignmentRun, asked: AssignmentRun['state']): AssignmentRun['state'] =>
  run.pending.length === 0 ? 'done' : run.state === 'running' ? asked : run.state;

// A document keeps the name that earlier versions gave it.
const nameOf = (step: AssignmentStep): string => (step === 'licenses' ? 'assignment-licences' : `assignment-${step}`);
const parsed = (read: unknown): AssignmentRun | undefined => (read === null ? undefined : document.parse(read));
