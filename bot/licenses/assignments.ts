import { z } from 'zod';
import { assignmentFailures, clockSlackMs, minuteMs, type AssignmentFailure, type Instant } from '../../core/index.ts';
import type { Clock, Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

/** The two steps of set-up that give licenses; each has at most one run at a time, also where it takes them away. */
export type AssignmentStep = 'licenses' | 'credits';

const deed = z.enum(['give', 'take']);

/** Whether a run gives licenses, or takes them away. */
export type AssignmentDeed = z.infer<typeof deed>;

const person = z.object({
  id: z.string(),
  name: z.string(),
  /** Those of the run's products that this person lacks, or is to lose. */
  skuIds: z.array(z.string()),
  /** The usage location to set first, as a two-letter country, if that was asked for this person. */
  country: z.string().exactOptional(),
});

const state = z.enum(['running', 'stopped', 'done']);

const earlier = z.object({
  id: z.string(),
  deed,
  assigned: z.int(),
  failed: z.int(),
  /** How many were left when it was ended early. */
  left: z.int(),
});

/** What an order of before the last run came to, in numbers. */
export type EarlierRun = z.infer<typeof earlier>;

const runGroup = z.object({
  id: z.string(),
  name: z.string(),
  /** When Graph accepted it; null until then. */
  acceptedAt: z.int().nullable(),
});

const document = z.object({
  id: z.string(),
  /** Who began it, when, and in which set-up, if in one; earlier versions did not keep that. */
  by: z.string().nullable().default(null),
  begunAt: z.int().nullable().default(null),
  setup: z.string().nullable().default(null),
  /** Until when it waits for Microsoft's limit, if it does. */
  limitedUntil: z.int().nullable().default(null),
  /** What is given or taken away in this run; earlier versions only gave. */
  skuIds: z.array(z.string()),
  deed: deed.default('give'),
  /** The group that it is about; null where each person is given it, or loses it, by themselves. */
  group: runGroup.nullable().default(null),
  /** Earlier versions set this location for everybody in the run, also for those who joined later: read and written, never obeyed. */
  country: z.string().nullable(),
  state,
  /** Whether it waits for Graph, which could not be reached. */
  isWaiting: z.boolean(),
  /** Those without an outcome yet. */
  pending: z.array(person),
  assigned: z.int(),
  failed: z.array(person.extend({ reason: z.enum(assignmentFailures) })),
  /** The process that holds the run, and until when; if it dies, another one continues after that. */
  worker: z.string(),
  until: z.int(),
  /** When that process last recorded something; earlier versions did not say. */
  heldAt: z.int().default(0),
  /** The card that follows it, and the last end that it has shown. */
  card: z
    .object({
      conversation: z.object({ id: z.string(), locale: z.string(), reference: z.unknown() }),
      /** '' until it has been sent, of a run that no card began. */
      activityId: z.string(),
      /** Whether it is the card of set-up, which shows other steps too. */
      isSetup: z.boolean(),
    })
    .nullable(),
  shown: state.nullable(),
  /** Other orders whose people joined this run. */
  joinedBy: z.array(z.string()).default([]),
  /** The orders of before, the last one last: their cards do nothing more. */
  earlier: z.array(earlier).default([]),
});

export type AssignmentRun = z.infer<typeof document>;
export type AssignedPerson = z.infer<typeof person>;

/** A group that a run gives licenses to, or takes them from: its people get or lose them with it. */
export type RunGroup = z.infer<typeof runGroup>;

/** A run to begin. */
export interface AskedRun {
  readonly id: string;
  readonly skuIds: readonly string[];
  /** `give` when left out. */
  readonly deed?: AssignmentDeed;
  readonly group?: Pick<RunGroup, 'id' | 'name'>;
  readonly people: readonly AssignedPerson[];
  /** Those who cannot be given anything, and why, known beforehand. */
  readonly failed?: AssignmentRun['failed'];
  /** Whether some people of the run before are tried again; its other results stay. */
  readonly isAgain?: true;
  /** Whether it is begun once under its id, and joins no other: somebody has agreed to it beforehand. */
  readonly isOnce?: true;
  readonly card: AssignmentRun['card'];
  /** Who begins it; and in which set-up, where in one. */
  readonly by?: string | null;
  readonly setup?: string;
}

export interface AssignmentPorts {
  readonly documents: Documents;
  readonly clock: Clock;
  /** Identifies this process. */
  readonly worker: string;
}

const leaseMs = minuteMs;

/** So many orders are known after the next run began. */
const mostEarlier = 100;

/** A run that this process has taken, and who has worked at it before, at the latest when. */
export interface TakenRun {
  readonly run: AssignmentRun;
  readonly begunBy: 'nobody' | 'this process' | 'another process';
  readonly heldAt: Instant;
}

/** A person, and why it failed; undefined if it succeeded. */
export type Outcome = readonly [id: string, failure: AssignmentFailure | undefined];

/** The runs that give licenses or take them away, each a document: who is pending, and the outcomes of the others. */
export class Assignments {
  readonly #ports: AssignmentPorts;
  readonly #documents: Readonly<Record<AssignmentStep, TypedDocument<AssignmentRun>>>;
  readonly #listeners: ((step: AssignmentStep, run: AssignmentRun) => void)[] = [];

  constructor(ports: AssignmentPorts) {
    this.#ports = ports;
    this.#documents = {
      // A document keeps the name that earlier versions gave it.
      licenses: new TypedDocument(ports.documents, 'assignment-licences', document),
      credits: new TypedDocument(ports.documents, 'assignment-credits', document),
    };
  }

  /** Calls the listener whenever outcomes are recorded here, also when that ends the run. */
  onChange(listener: (step: AssignmentStep, run: AssignmentRun) => void): void {
    this.#listeners.push(listener);
  }

  read(step: AssignmentStep): Promise<AssignmentRun | undefined> {
    return this.#documents[step].read();
  }

  /** What came of an order: the last run, where that was begun or joined by it, or what an earlier one came to; nothing of a new one. */
  async outcomeOf(step: AssignmentStep, order: string): Promise<AssignmentRun | EarlierRun | undefined> {
    const run = await this.read(step);
    return run !== undefined && ordersOf(run).includes(order) ? run : run?.earlier.find(({ id }) => id === order);
  }

  /** The same for whoever gives: not a run that took licenses away and is over. */
  async readGiving(step: AssignmentStep): Promise<AssignmentRun | undefined> {
    const run = await this.read(step);
    return run?.deed === 'take' && run.state !== 'running' ? undefined : run;
  }

  /**
   * Begins a run; `work` carries it out. If one that does the same is going on, these people join it; if it does something else, or
   * these need a location, nothing is begun. Either way that run is given.
   */
  begin(step: AssignmentStep, asked: AskedRun): Promise<AssignmentRun> {
    return this.#documents[step].change(before => {
      const isOnce = asked.isOnce === true;
      if (before !== undefined && isOnce && hasBegun(before, asked.id)) return before;
      if (before?.state === 'running') return !isOnce && isJoinedBy(before, asked) ? joined(before, asked) : before;
      const people = new Set([...asked.people, ...(asked.failed ?? [])].map(({ id }) => id));
      const kept = asked.isAgain === true && before !== undefined ? before : undefined;
      const run: AssignmentRun = {
        id: asked.id,
        by: asked.by ?? null,
        begunAt: this.#ports.clock.now(),
        setup: asked.setup ?? null,
        limitedUntil: null,
        skuIds: [...asked.skuIds],
        deed: asked.deed ?? 'give',
        group: asked.group === undefined ? null : { ...asked.group, acceptedAt: null },
        country: null,
        state: 'running',
        isWaiting: false,
        pending: onceEach(asked.people),
        assigned: kept?.assigned ?? 0,
        failed: [...(kept?.failed ?? []).filter(({ id }) => !people.has(id)), ...onceEach(asked.failed ?? [])],
        worker: '',
        ...{ until: 0, heldAt: 0 },
        card: asked.card,
        shown: null,
        joinedBy: [],
        earlier: before === undefined ? [] : earlierOf(before),
      };
      return { ...run, state: endOf(run, 'running') };
    });
  }

  /** Ends the run early: requests under way complete, and the other people stay pending. */
  async end(step: AssignmentStep): Promise<void> {
    await this.#documents[step].change(before => before && { ...before, state: endOf(before, 'stopped') });
  }

  /** Takes the run for this process, unless it is over or another process holds it; and tells who has worked at it before. */
  async take(step: AssignmentStep): Promise<TakenRun | undefined> {
    const { worker } = this.#ports;
    let begunBy: TakenRun['begunBy'] = 'nobody';
    let heldAt: Instant = 0;
    const run = await this.#documents[step].change(before => {
      if (before === undefined) return before;
      begunBy = before.worker === '' ? 'nobody' : before.worker === worker ? 'this process' : 'another process';
      heldAt = before.heldAt;
      return this.#taken(before);
    });
    return this.isOwn(run) ? { run, begunBy, heldAt } : undefined;
  }

  /** Records until when Microsoft's limit holds the run up. */
  async limited(step: AssignmentStep, id: string, until: Instant): Promise<void> {
    const run = await this.#documents[step].change(before =>
      before?.id === id ? { ...before, limitedUntil: until } : before,
    );
    if (run?.id === id && run.state === 'running') this.#tell(step, run);
  }

  /** Records that Graph has accepted what the run asked of its group. */
  async accepted(step: AssignmentStep, id: string): Promise<void> {
    const acceptedAt = this.#ports.clock.now();
    const run = await this.#documents[step].change(before =>
      before?.id === id && before.group !== null ? { ...before, group: { ...before.group, acceptedAt } } : before,
    );
    if (run?.id === id && run.state === 'running') this.#tell(step, run);
  }

  #tell(step: AssignmentStep, run: AssignmentRun): void {
    for (const listener of this.#listeners) listener(step, run);
  }

  /** Whether the run is going on and held by this process. */
  isOwn(run: AssignmentRun | undefined): run is AssignmentRun {
    return run?.state === 'running' && run.worker === this.#ports.worker;
  }

  /** Records that the card has shown how the run ended. */
  async shown(step: AssignmentStep, { id, state: end }: AssignmentRun): Promise<void> {
    await this.#documents[step].change(before => (before?.id === id ? { ...before, shown: end } : before));
  }

  /** Records the card by which it is followed from now on, where it was begun without one. */
  async placed(step: AssignmentStep, id: string, activityId: string): Promise<void> {
    await this.#documents[step].change(before =>
      before?.id === id && before.card?.activityId === ''
        ? { ...before, card: { ...before.card, activityId } }
        : before,
    );
  }

  /** The run as held by this process, unless it is over or another process holds it. */
  #taken(run: AssignmentRun): AssignmentRun {
    const { clock, worker } = this.#ports;
    const now = clock.now();
    // A lease longer than any was taken before the clock was set back: ignore it. Replicas' clocks may be a little apart.
    const isOthers = run.worker !== worker && run.until > now && run.until <= now + leaseMs + clockSlackMs;
    return run.state !== 'running' || isOthers ? run : { ...run, worker, until: now + leaseMs, heldAt: now };
  }

  /** Records outcomes, and renews this process's lease on the run, or releases it (`letGo`). */
  async record(
    step: AssignmentStep,
    id: string,
    outcomes: readonly Outcome[],
    letGo?: { readonly isWaiting: boolean },
  ): Promise<AssignmentRun | undefined> {
    const { clock, worker } = this.#ports;
    const outcomeOf = new Map(outcomes);
    const run = await this.#documents[step].change(before => {
      if (before?.id !== id) return before;
      const known = before.pending.filter(one => outcomeOf.has(one.id));
      const failed = known.flatMap(one => {
        const reason = outcomeOf.get(one.id);
        return reason === undefined ? [] : [{ ...one, reason }];
      });
      const next: AssignmentRun = {
        ...before,
        pending: known.length === 0 ? before.pending : before.pending.filter(one => !outcomeOf.has(one.id)),
        assigned: before.assigned + known.length - failed.length,
        failed: [...before.failed, ...failed],
        isWaiting: letGo?.isWaiting ?? (before.isWaiting && known.length === 0),
        ...(before.worker === worker && {
          until: letGo === undefined ? clock.now() + leaseMs : 0,
          heldAt: clock.now(),
        }),
      };
      return { ...next, state: endOf(next, next.state) };
    });
    if (run?.id === id) this.#tell(step, run);
    return run;
  }
}

/** Whether a run of that id was begun, however it has ended. */
export const hasBegun = (run: AssignmentRun | undefined, id: string): boolean =>
  run !== undefined && (ordersOf(run).includes(id) || run.earlier.some(one => one.id === id));

/** Whether what is asked joins a run that goes on: the same products given or taken, of the same group or of none, and nobody's location to be set. */
export const isJoinedBy = (
  run: AssignmentRun,
  asked: Pick<AskedRun, 'skuIds' | 'deed' | 'group' | 'people'>,
): boolean =>
  run.skuIds.join() === asked.skuIds.join() &&
  run.deed === (asked.deed ?? 'give') &&
  run.group?.id === asked.group?.id &&
  asked.people.every(one => one.country === undefined);

/** The run with more people; those already pending are not added twice. */
function joined(run: AssignmentRun, { id: order, people, failed = [] }: AskedRun): AssignmentRun {
  const known = new Set(run.pending.map(({ id }) => id));
  const fresh = onceEach(people.filter(({ id }) => !known.has(id)));
  const again = new Set([...fresh, ...failed].map(({ id }) => id));
  return {
    ...run,
    joinedBy: ordersOf(run).includes(order) ? run.joinedBy : [...run.joinedBy, order],
    pending: [...run.pending, ...fresh],
    failed: [...run.failed.filter(({ id }) => !again.has(id)), ...onceEach(failed)],
  };
}

/** Each person once, however often a list has them. */
const onceEach = <Who extends AssignedPerson>(people: readonly Who[]): Who[] => [
  ...new Map(people.map(one => [one.id, one])).values(),
];

const ordersOf = ({ id, joinedBy }: AssignmentRun): readonly string[] => [id, ...joinedBy];

/** What is known of orders once another run takes this one's place. */
function earlierOf(run: AssignmentRun): EarlierRun[] {
  const { deed: done, assigned, failed, pending } = run;
  const counts = { deed: done, assigned, failed: failed.length, left: pending.length };
  return [...run.earlier, ...ordersOf(run).map(id => ({ id, ...counts }))].slice(-mostEarlier);
}

/** A run without pending people is done, even if it was stopped. */
const endOf = (run: AssignmentRun, asked: AssignmentRun['state']): AssignmentRun['state'] =>
  run.pending.length === 0 ? 'done' : run.state === 'running' ? asked : run.state;
