import { missingOf, secondMs, withinSeats, type Person, type Sku } from '../../core/index.ts';
import type { Assignment, Clock, Licenses, Log } from '../ports/index.ts';
import { within } from '../work/within.ts';
import { workAtGroup } from './group-work.ts';
import type {
  AssignedPerson,
  AssignmentDeed,
  AssignmentRun,
  Assignments,
  AssignmentStep,
  Outcome,
  TakenRun,
} from './assignments.ts';

export interface AssignmentWorkerPorts {
  readonly assignments: Assignments;
  readonly licenses: Licenses;
  readonly directory: DirectoryNow;
  readonly clock: Clock;
  readonly log: Log;
}

/** The directory as it is now. */
export interface DirectoryNow {
  /** Those of them whom the directory knows. */
  people(ids: readonly string[]): Promise<readonly Person[]>;
  skus(): Promise<readonly Sku[]>;
}

/** What is told while a run is carried out, and what ends it. */
interface Following {
  readonly tell: (outcome: Outcome) => void;
  readonly onWait: (waitMs: number) => void;
  readonly signal: AbortSignal;
}

/** Outcomes are recorded in batches: after this many, or this long. */
const outcomesTogether = 200;
const writtenEveryMs = 2 * secondMs;

/** Of a group outcomes come in portions, and a run may wait for hours. */
const groupWrittenEveryMs = 10 * secondMs;

/** Assigning does not see a new usage location at once (G10): how long to wait before each further try. */
const locatedAgainMs: readonly number[] = [2, 5, 10, 20, 30].map(seconds => seconds * secondMs);

/** A shorter wait for Microsoft's limit is not told. */
const toldWaitMs = 5 * secondMs;

/** How long a stop waits for what is under way. */
const stoppedWithinMs = secondMs;

/**
 * Gives licenses to many people, or takes them away, as work that outlives its process: the people are recorded before it begins, and the outcomes as they
 * arrive. Whoever goes on reads first what people have by now: nobody is asked for twice, and nobody for whom there is no seat.
 */
export class AssignmentWorker {
  readonly #ports: AssignmentWorkerPorts;
  readonly #underWay = new Map<AssignmentStep, Promise<void>>();
  readonly #stops = new Map<AssignmentStep, AbortController>();

  constructor(ports: AssignmentWorkerPorts) {
    this.#ports = ports;
  }

  /** Continues the run, unless another process holds it; resolves when this process is done with it. */
  work(step: AssignmentStep): Promise<void> {
    const underWay = this.#underWay.get(step);
    if (underWay !== undefined) return underWay;
    const work = this.#work(step).finally(() => this.#underWay.delete(step));
    this.#underWay.set(step, work);
    return work;
  }

  /** Ends a run early, and waits a moment for what is under way. */
  async stop(step: AssignmentStep): Promise<void> {
    const { assignments, clock } = this.#ports;
    await assignments.end(step);
    this.#stops.get(step)?.abort();
    const work = this.#underWay.get(step) ?? Promise.resolve();
    await within(clock, stoppedWithinMs, work).catch(() => undefined);
  }

  /** Releases every run without ending it: another process continues it, or this one after a restart. */
  async halt(): Promise<void> {
    for (const stop of this.#stops.values()) stop.abort();
    await Promise.allSettled(this.#underWay.values());
  }

  async #work(step: AssignmentStep): Promise<void> {
    const { assignments, clock, log } = this.#ports;
    const held = await assignments.take(step);
    if (held === undefined) return;
    const taken = held.run;
    const stop = new AbortController();
    this.#stops.set(step, stop);
    let outcomes: Outcome[] = [];
    let writing: Promise<unknown> = Promise.resolve();
    const write = (): Promise<unknown> => {
      writing = writing.then(async () => {
        const batch = outcomes;
        outcomes = [];
        const run = await assignments.record(step, taken.id, batch);
        // The run was stopped, or another process has taken it over.
        if (!assignments.isOwn(run)) stop.abort();
      });
      return writing;
    };
    const ended = new AbortController();
    const regularly = async (): Promise<void> => {
      while (!ended.signal.aborted) {
        await clock.wait(taken.group === null ? writtenEveryMs : groupWrittenEveryMs, ended.signal);
        await write().catch(() => stop.abort());
      }
    };
    const written = regularly();
    const tell = (outcome: Outcome): void => {
      outcomes.push(outcome);
      if (outcomes.length === outcomesTogether) void write().catch(() => stop.abort());
    };
    let isWaiting = true;
    try {
      let known = 0;
      const onWait = (waitMs: number): void => {
        const until = clock.now() + waitMs;
        if (waitMs < toldWaitMs || Math.abs(until - known) < toldWaitMs) return;
        known = until;
        writing = writing.then(() => assignments.limited(step, taken.id, until).catch(() => undefined));
      };
      const { group } = taken;
      if (group !== null)
        await workAtGroup(
          this.#ports,
          step,
          { run: taken, group, isTakenUp: held.begunBy !== 'nobody' },
          { tell, signal: stop.signal },
        );
      else await this.#carriedOut(await this.#stillToDo(held, tell), { tell, onWait, signal: stop.signal });
      isWaiting = false;
    } finally {
      ended.abort();
      await written;
      await writing.catch(() => undefined);
      this.#stops.delete(step);
      const run = await assignments.record(step, taken.id, outcomes, { isWaiting });
      log.info(
        { step, deed: taken.deed, state: run?.state, assigned: run?.assigned, failed: run?.failed.length },
        'licenses assigned',
      );
    }
    // Others may have joined meanwhile.
    const now = await assignments.read(step);
    const known = new Set(taken.pending.map(({ id }) => id));
    const hasJoined = now?.id === taken.id && now.pending.some(({ id }) => !known.has(id));
    if (hasJoined && !stop.signal.aborted) await this.#work(step);
  }

  /** What is left of a run that was begun before: by what people have now, and by the seats that there are now. */
  async #stillToDo({ run, begunBy, heldAt }: TakenRun, tell: (outcome: Outcome) => void): Promise<AssignmentRun> {
    const { clock, directory, licenses } = this.#ports;
    const { deed, pending } = run;
    if (begunBy === 'nobody') return run;
    if (begunBy === 'another process') {
      // It may have written until it would have recorded again; how much of the run is not known.
      const until = Math.min(clock.now(), heldAt + writtenEveryMs);
      licenses.writtenElsewhere?.(run.assigned + run.failed.length + pending.length, until);
    }
    const found = await directory.people(pending.map(({ id }) => id));
    const now = new Map(found.map(person => [person.id, person]));
    const lacking = pending.map(one => stillLacking(one, deed, now.get(one.id)));
    for (const { id, skuIds } of lacking) if (skuIds.length === 0) tell([id, undefined]);
    const left = lacking.filter(({ skuIds }) => skuIds.length > 0);
    if (deed === 'take') return { ...run, pending: left };
    const { seated, seatless } = withinSeats(left, await directory.skus());
    for (const { id } of seatless) tell([id, 'no-seats']);
    return { ...run, pending: [...seated] };
  }

  async #carriedOut(run: AssignmentRun, how: Following): Promise<void> {
    if (run.deed === 'give') return this.#given(await this.#located(run, how.tell), how);
    await this.#ports.licenses.remove(
      run.pending.map(({ id, skuIds }) => ({ personId: id, skuIds })),
      (id, result) => how.tell([id, result.ok ? undefined : result.refusal]),
      how.signal,
      how.onWait,
    );
  }

  /** Sets the usage location of those for whom that was asked, and reports those for whom it failed; gives the others. */
  async #located({ pending }: AssignmentRun, tell: (outcome: Outcome) => void): Promise<readonly AssignedPerson[]> {
    const unlocated = new Set<string>();
    for (const [country, people] of Map.groupBy(pending, one => one.country)) {
      if (country === undefined) continue;
      await this.#ports.licenses.locate(
        people.map(({ id }) => id),
        country,
        (id, result) => {
          if (result.ok) return;
          unlocated.add(id);
          tell([id, result.refusal]);
        },
      );
    }
    return pending.filter(({ id }) => !unlocated.has(id));
  }

  async #given(people: readonly AssignedPerson[], { tell, onWait, signal }: Following): Promise<void> {
    const { clock, licenses } = this.#ports;
    const located = new Set(people.flatMap(one => (one.country === undefined ? [] : [one.id])));
    let rest = people;
    for (let tries = 0; rest.length > 0 && !signal.aborted; tries += 1) {
      const waitMs = locatedAgainMs[tries];
      const unseen = new Set<string>();
      await licenses.assign(
        rest.map(({ id, skuIds }): Assignment => ({ personId: id, skuIds })),
        (id, result) => {
          const isUnlocated = !result.ok && result.refusal === 'no-usage-location';
          if (isUnlocated && waitMs !== undefined && located.has(id)) unseen.add(id);
          else tell([id, result.ok ? undefined : result.refusal]);
        },
        signal,
        onWait,
      );
      rest = rest.filter(({ id }) => unseen.has(id));
      if (rest.length > 0 && waitMs !== undefined) await clock.wait(waitMs, signal);
    }
  }
}

/** Of somebody whose outcome was not recorded what is left to be given to them, or taken from them; all of it where they are not known. */
function stillLacking(one: AssignedPerson, deed: AssignmentDeed, person: Person | undefined): AssignedPerson {
  if (person === undefined) return one;
  const skuIds =
    deed === 'give'
      ? missingOf(person, one.skuIds)
      : one.skuIds.filter(id => person.licenses.some(({ skuId }) => skuId === id));
  return { ...one, skuIds: [...skuIds] };
}
