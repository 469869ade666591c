import { z } from 'zod';
import {
  assignmentFailures,
  canRestoreCalls,
  clockSlackMs,
  dayMs,
  minuteMs,
  settledWish,
  wished,
  type AskedWish,
  type CallWish,
  type Person,
} from '../../core/index.ts';
import type { Clock, Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const wants = z.enum(['stopped', 'restored']);

const by = z.object({ id: z.string().nullable(), name: z.string() });

const record = z.object({
  number: z.int(),
  ...{ wants, by, at: z.int() },
  outcome: z.enum(['asked', 'done', 'nothing', 'failed']),
  reason: z.enum(assignmentFailures).nullable(),
  settledAt: z.int().nullable(),
  hadLicense: z.boolean(),
  matters: z.array(z.string()).readonly(),
  isTold: z.boolean(),
  /** The process that carries it out, and until when; if it dies, another one does after that. */
  worker: z.string(),
  until: z.int(),
  /** What was wanted before, and came of it, the last one last. */
  earlier: z.array(z.object({ wants, by, at: z.int(), outcome: z.string() })).readonly(),
});

/** Somebody's paid calls: what is wanted of them, what came of it, and what was wanted before. */
export type StoppedCallsRecord = z.infer<typeof record>;

export interface StoppedCallsPorts {
  readonly documents: Documents;
  readonly clock: Pick<Clock, 'now'>;
  /** Identifies this process. */
  readonly worker: string;
}

const leaseMs = minuteMs;

/** So many earlier wishes about one person are known. */
const mostEarlier = 6;

/** So long it is known of somebody whose calls are as usual that they once were stopped. */
const keptMs = 400 * dayMs;

/** Whose paid calls somebody wanted stopped or restored, by the directory's ids: written down before anything is done. */
export class StoppedCalls {
  readonly #ports: StoppedCallsPorts;
  readonly #kept: TypedDocument<Records<StoppedCallsRecord>, Records<StoppedCallsRecord>>;

  constructor(ports: StoppedCallsPorts) {
    this.#ports = ports;
    this.#kept = new TypedDocument(ports.documents, 'stopped-calls', recordsOf(record), new Records());
  }

  /** What is known of one person; undefined where nobody ever wanted anything. */
  async of(person: string): Promise<StoppedCallsRecord | undefined> {
    return (await this.#kept.read()).get(keyOf(person));
  }

  /** Everybody of whom something is known, by their ids in lower case. */
  async all(): Promise<ReadonlyMap<string, StoppedCallsRecord>> {
    return new Map(Object.entries((await this.#kept.read()).toObject()));
  }

  /**
   * These people without those whose paid calls somebody has stopped: who gives the license to all, or once more to all for whom it failed,
   * does not mean them.
   */
  async leftAlone<One extends Pick<Person, 'id'>>(people: readonly One[]): Promise<readonly One[]> {
    const known = await this.all();
    return people.filter(({ id }) => !canRestoreCalls(known.get(keyOf(id))));
  }

  /** Writes down what somebody wants; gives what is known then, undefined where there is nothing to restore. */
  async ask(person: string, asked: AskedWish): Promise<StoppedCallsRecord | undefined> {
    const id = keyOf(person);
    const changed = await this.#kept.change(records => {
      const before = records.get(id);
      const wish = wished(before, asked);
      if (wish === undefined || wish === before) return records;
      if (wish.number === before?.number) return records.with(id, { ...before, ...copied(wish) });
      const fresh = { ...copied(wish), worker: before?.worker ?? '', until: before?.until ?? 0 };
      return this.#trimmed(records).with(id, { ...fresh, earlier: before === undefined ? [] : earlierOf(before) });
    });
    return changed.get(id);
  }

  /** Takes what is wanted for this process to carry out; undefined where nothing is, or another process does. */
  async take(person: string): Promise<StoppedCallsRecord | undefined> {
    const { worker, clock } = this.#ports;
    const now = clock.now();
    const taken = await this.#change(person, one => {
      const isOthers = one.worker !== worker && one.until > now && one.until <= now + leaseMs + clockSlackMs;
      return one.outcome !== 'asked' || isOthers ? one : { ...one, worker, until: now + leaseMs };
    });
    return taken?.outcome === 'asked' && taken.worker === worker ? taken : undefined;
  }

  /** Lets another process carry it out. */
  async release(person: string): Promise<void> {
    const { worker } = this.#ports;
    await this.#change(person, one => (one.worker === worker ? { ...one, until: 0 } : one));
  }

  /** Notes that they were seen to have the license, before it is taken; whether it is still to be. */
  async noteLicense(person: string, number: number): Promise<boolean> {
    const noted = await this.#change(person, one =>
      one.number === number && !one.hadLicense ? { ...one, hadLicense: true } : one,
    );
    return noted?.number === number;
  }

  /** Writes down what came of the wish of that number. */
  async settle(person: string, number: number, came: Parameters<typeof settledWish>[2]): Promise<void> {
    const now = this.#ports.clock.now();
    await this.#change(person, one => {
      const settled = settledWish(one, number, came, now);
      return settled === one ? one : { ...one, ...copied(settled) };
    });
  }

  /** Notes that the matters say what came of it. */
  async told(person: string, { number, matters }: CallWish): Promise<void> {
    await this.#change(person, one =>
      one.number === number && one.matters.length === matters.length ? { ...one, isTold: true } : one,
    );
  }

  async #change(
    person: string,
    edit: (one: StoppedCallsRecord) => StoppedCallsRecord,
  ): Promise<StoppedCallsRecord | undefined> {
    const id = keyOf(person);
    const changed = await this.#kept.change(records => {
      const before = records.get(id);
      const after = before && edit(before);
      return after === undefined || after === before ? records : records.with(id, after);
    });
    return changed.get(id);
  }

  #trimmed(records: Records<StoppedCallsRecord>): Records<StoppedCallsRecord> {
    const now = this.#ports.clock.now();
    return records.without(({ item }) => !canRestoreCalls(item) && item.outcome !== 'asked' && now - item.at > keptMs);
  }
}

/** Usage knows people by their ids in lower case. */
const keyOf = (person: string): string => person.toLowerCase();

const copied = (wish: CallWish) => ({
  ...{ number: wish.number, wants: wish.wants, by: wish.by, at: wish.at, outcome: wish.outcome },
  ...{ reason: wish.reason, settledAt: wish.settledAt, hadLicense: wish.hadLicense },
  ...{ matters: wish.matters, isTold: wish.isTold },
});

const earlierOf = ({ earlier, ...one }: StoppedCallsRecord): StoppedCallsRecord['earlier'] =>
  [...earlier, { wants: one.wants, by: one.by, at: one.at, outcome: one.outcome }].slice(-mostEarlier);
