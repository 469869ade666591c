import {
  clockSlackMs,
  err,
  judge,
  minuteMs,
  ok,
  secondMs,
  type ClockDoubt,
  type Instant,
  type Result,
  type WitnessTime,
} from '../../core/index.ts';
import type { Clock, ClockWitness } from '../ports/index.ts';
import type { KeptReading } from './kept-reading.ts';

export interface AcceptedClockPorts {
  /** The machine's clock, with a sandbox's offset. */
  readonly clock: Clock;
  readonly kept: KeptReading;
  /** Whose word counts, the first that answers. */
  readonly witnesses: readonly ClockWitness[];
}

/** A reading that was accepted, and when it was taken, by the clock that nobody sets. */
interface Accepted {
  readonly at: Instant;
  readonly elapsed: number;
}

/** A clock that shows the same time as one that nobody has set goes on unasked for this long; then witnesses are asked again. */
const judgedEveryMs = 10 * minuteMs;

/** While it is not believed it is judged again this often: somebody may have confirmed it. */
const doubtedForMs = 5 * secondMs;

/**
 * The machine's clock as far as it is believed (L13). Between two judgements a reading is accepted if it went on as the clock that nobody
 * sets did; one that jumped is judged before anything is dated by it.
 */
export class AcceptedClock implements Clock {
  /** The same clock for what is shown: while it is not believed it stands still at the last accepted reading. */
  readonly shown: Clock;
  readonly #ports: AcceptedClockPorts;
  readonly #listeners: ((doubt: ClockDoubt) => void)[] = [];
  #last: Accepted | undefined;
  #judgedAt = -Infinity;
  #isKept = false;
  #confirmedAt: Instant | null = null;
  #doubt: ClockDoubt | undefined;
  #judging: Promise<Result<Instant, ClockDoubt>> | undefined;

  constructor(ports: AcceptedClockPorts) {
    this.#ports = ports;
    const { clock } = ports;
    this.shown = {
      get offsetMs() {
        return clock.offsetMs;
      },
      now: () => (this.doubt === undefined ? this.now() : (this.#last?.at ?? this.#wall()) + this.offsetMs),
      elapsed: () => this.elapsed(),
      wait: (ms, signal) => this.wait(ms, signal),
      after: (ms, call) => this.after(ms, call),
    };
  }

  /** Calls the listener whenever the clock begins to be doubted. */
  onDoubt(listener: (doubt: ClockDoubt) => void): void {
    this.#listeners.push(listener);
  }

  /** Why it is not believed, as it was last judged. */
  get doubt(): ClockDoubt | undefined {
    return this.#doubt;
  }

  /** The present instant; while it is not believed, the last accepted one and what has passed since. */
  now(): Instant {
    return this.#wall() + this.offsetMs;
  }

  get offsetMs(): number {
    return this.#ports.clock.offsetMs;
  }

  elapsed(): number {
    return this.#ports.clock.elapsed();
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#ports.clock.wait(ms, signal);
  }

  after(ms: number, call: () => void): () => void {
    return this.#ports.clock.after(ms, call);
  }

  /** The instant for what is to be recorded now, or why there is none. Rejects where the store cannot be read. */
  reading(): Promise<Result<Instant, ClockDoubt>> {
    const age = this.elapsed() - this.#judgedAt;
    const goesOn = this.#goesOn(this.#read());
    if (this.#doubt === undefined && goesOn && this.#isKept && age < judgedEveryMs)
      return Promise.resolve(ok(this.now()));
    if (this.#doubt !== undefined && !goesOn && age < doubtedForMs) return Promise.resolve(err(this.#doubt));
    this.#judging ??= this.#judge().finally(() => (this.#judging = undefined));
    return this.#judging;
  }

  /** What each witness says now; undefined where one does not answer. */
  testimonies(): Promise<readonly { readonly name: string; readonly at: Instant | undefined }[]> {
    return Promise.all(this.#ports.witnesses.map(async witness => ({ name: witness.name, at: await timeOf(witness) })));
  }

  /** An operator accepts the present reading; a witness that disagrees still decides. */
  async confirm(): Promise<Result<Instant, ClockDoubt>> {
    const { kept } = this.#ports;
    const judged = judge(this.#read(), null, await this.#witness());
    if (!judged.ok) return judged;
    await kept.confirm(judged.value);
    return this.#judge();
  }

  #wall(): Instant {
    const reading = this.#read();
    if (this.#last === undefined) return reading;
    if (this.#doubt !== undefined || !this.#goesOn(reading)) return this.#carried(this.#last);
    this.#take(reading);
    return reading;
  }

  async #judge(): Promise<Result<Instant, ClockDoubt>> {
    const { kept } = this.#ports;
    const witness = await this.#witness();
    // A store that fails is met again by whatever is to be recorded; before the first judgement nothing is dated without it.
    const stored = await kept.read().catch((error: unknown) => {
      if (this.#last === undefined) throw error;
      return undefined;
    });
    const reading = this.#read();
    if (stored !== undefined && stored.confirmedAt !== this.#confirmedAt) {
      this.#confirmedAt = stored.confirmedAt;
      this.#last = undefined;
    }
    const known = this.#last === undefined ? null : this.#carried(this.#last);
    const before = latest(stored?.at ?? null, known);
    const judged = judge(reading, before, witness);
    this.#judgedAt = this.elapsed();
    if (!judged.ok) return err(await this.#distrust(judged.refusal, stored?.at ?? null));
    this.#doubt = undefined;
    this.#take(reading);
    // Failing costs only that the next start knows an older reading.
    this.#isKept = await kept.note(reading, witness === null ? 'continuity' : 'witness').catch(() => true);
    return ok(this.now());
  }

  /** The first accepted reading that is refused is kept as it was: what is shown is as of then. */
  async #distrust(refused: ClockDoubt, stored: Instant | null): Promise<ClockDoubt> {
    const last = latest(this.#last?.at ?? null, stored);
    const isNew = this.#doubt === undefined;
    const doubt = { ...refused, last };
    this.#doubt = doubt;
    this.#last ??= { at: last ?? refused.witness?.at ?? refused.at, elapsed: this.elapsed() };
    if (!isNew) return doubt;
    if (last !== null) await this.#ports.kept.note(last, 'continuity').catch(() => undefined);
    for (const listener of this.#listeners) listener(doubt);
    return doubt;
  }

  async #witness(): Promise<WitnessTime | null> {
    for (const witness of this.#ports.witnesses) {
      const at = await timeOf(witness);
      if (at !== undefined) return { name: witness.name, at };
    }
    return null;
  }

  #goesOn(reading: Instant): boolean {
    if (this.#last === undefined) return false;
    return Math.abs(reading - this.#carried(this.#last)) <= clockSlackMs;
  }

  #take(reading: Instant): void {
    this.#last = { at: reading, elapsed: this.elapsed() };
  }

  /** What the clock would show had it gone on as the one that nobody sets. */
  #carried({ at, elapsed }: Accepted): Instant {
    return at + Math.max(0, Math.round(this.elapsed() - elapsed));
  }

  /** What the machine's clock shows, in wall time. */
  #read(): Instant {
    const { clock } = this.#ports;
    return clock.now() - clock.offsetMs;
  }
}

const timeOf = (witness: ClockWitness): Promise<Instant | undefined> => witness.time().catch(() => undefined);

const latest = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null ? other : other === null ? one : Math.max(one, other);
