import { z } from 'zod';
import { hourMs, minuteMs, type Instant } from '../../core/index.ts';
import type { Clock, Documents } from '../ports/index.ts';
import type { Job } from './job.ts';
import { Records, recordsOf } from './records.ts';
import { TypedDocument } from './typed-document.ts';

/** A round that takes longer is late, in ms, and so is one that should have begun so long ago: the longest first import of a year's calls takes a third of that. */
const longestMs = hourMs;

/** How often it is noted that rounds of a job begin. */
const notedEveryMs = 10 * minuteMs;

/** How often it is looked whether another process has begun one. */
const readEveryMs = minuteMs;

/** How often rounds of a job began, and when one did last, in wall time; earlier versions did not say when. */
const noted = z.object({ count: z.int(), at: z.int().exactOptional() });

const document = z.object({ begun: recordsOf(noted) });

/** What this process knows of a job, by the clock that nobody sets. */
interface Expected {
  readonly everyMs: number;
  /** When it last learned of a round that began; or began to expect one. */
  readonly seenAt: number;
  readonly notedAt: number;
  /** How many were noted when it last read. */
  readonly count: number;
}

/**
 * The rounds of an organization: one of this process that does not end is noticed, and one that no process begins (B7). Who begins one
 * notes it for the others, now and then.
 */
export class RoundWatch {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;
  readonly #clock: Pick<Clock, 'elapsed' | 'now' | 'offsetMs'>;
  readonly #begun = new Map<symbol, number>();
  readonly #expected = new Map<string, Expected>();
  #readAt = -Infinity;

  constructor(documents: Documents, clock: Pick<Clock, 'elapsed' | 'now' | 'offsetMs'>) {
    this.#document = new TypedDocument(documents, 'rounds', document, { begun: new Records() });
    this.#clock = clock;
  }

  /** Rounds of these are to begin from now on, by whichever process. */
  expect(jobs: readonly Pick<Job<never>, 'name' | 'everyMs'>[]): void {
    for (const { name, everyMs } of jobs)
      if (!this.#expected.has(name))
        this.#expected.set(name, { everyMs, seenAt: this.#clock.elapsed(), notedAt: -Infinity, count: 0 });
  }

  async during<Value>(name: string, round: () => Promise<Value>): Promise<Value> {
    const key = Symbol(name);
    this.#begun.set(key, this.#clock.elapsed());
    try {
      await this.#note(name);
      return await round();
    } finally {
      this.#begun.delete(key);
    }
  }

  /** Since when the earliest round is late that should have begun, or ended, by now; undefined where none is. */
  async lateSince(): Promise<Instant | undefined> {
    const [elapsed, now] = [this.#clock.elapsed(), this.#clock.now()];
    if (this.#late(elapsed).length > 0) await this.#read(elapsed);
    const unbegun = this.#late(elapsed).map(({ everyMs, seenAt }) => seenAt + everyMs);
    const unended = [...this.#begun.values()].filter(begun => elapsed - begun > longestMs);
    const earliest = Math.min(...unbegun, ...unended);
    return Number.isFinite(earliest) ? now - (elapsed - earliest) : undefined;
  }

  /** When a round of each of these was last noted by any process, in wall time, and whether it should have begun again since. */
  async lastNoted(
    jobs: readonly Pick<Job<never>, 'name' | 'everyMs'>[],
  ): Promise<readonly { readonly name: string; readonly at: Instant; readonly isLate: boolean }[]> {
    const { begun } = await this.#document.readIntact();
    const now = this.#clock.now() - this.#clock.offsetMs;
    return jobs.flatMap(({ name, everyMs }) => {
      const at = begun.get(name)?.at;
      return at === undefined ? [] : [{ name, at, isLate: now - at > everyMs + notedEveryMs + longestMs }];
    });
  }

  /** Those that should have begun, as far as this process knows. */
  #late(elapsed: number): readonly Expected[] {
    return [...this.#expected.values()].filter(({ everyMs, seenAt }) => elapsed - seenAt > everyMs + longestMs);
  }

  /** A round goes on where it cannot be noted: then the others know of it later. */
  async #note(name: string): Promise<void> {
    const elapsed = this.#clock.elapsed();
    const known = this.#expected.get(name);
    if (known === undefined) return;
    this.#expected.set(name, { ...known, seenAt: elapsed });
    if (elapsed - known.notedAt < notedEveryMs) return;
    const at = this.#clock.now() - this.#clock.offsetMs;
    const changed = await this.#document
      .change(({ begun }) => ({ begun: begun.with(name, { count: (begun.get(name)?.count ?? 0) + 1, at }) }))
      .catch(() => undefined);
    const count = changed?.begun.get(name)?.count ?? known.count;
    this.#expected.set(name, { ...known, seenAt: elapsed, notedAt: elapsed, count });
  }

  /** What others have begun since it was last read; what cannot be read is none. */
  async #read(elapsed: number): Promise<void> {
    if (elapsed - this.#readAt < readEveryMs) return;
    this.#readAt = elapsed;
    const { begun } = await this.#document.readIntact().catch(() => ({ begun: new Records<z.infer<typeof noted>>() }));
    for (const [name, known] of this.#expected) {
      const count = begun.get(name)?.count ?? known.count;
      if (count !== known.count) this.#expected.set(name, { ...known, count, seenAt: elapsed });
    }
  }
}
