import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as yieldToEventLoop, setTimeout } from 'node:timers/promises';

// Long work is done in parts, and between these the answers that somebody waits for go first. What every answer waits for, such as the opening of
// a wallet, lets others have one turn of the event loop, and rests for nobody.

interface Answer {
  readonly isDue: true;
}

/** So long others work on while an answer is due, and so long they rest then; as long as a part of long work takes, about. */
const restMs = 20;

/** How time passes for long work, which changes nothing of what it does. */
interface Passing {
  readonly rest: (ms: number) => Promise<unknown>;
  readonly now: () => number;
}

/** Which answers of a program are due, and when its long work has rested. */
export class RightOfWay {
  readonly #passing: Passing;
  readonly #current = new AsyncLocalStorage<Answer>();
  readonly #due = new Set<Answer>();
  #restedAt = -Infinity;
  #resting: Promise<void> | undefined;

  constructor(passing: Passing) {
    this.#passing = passing;
  }

  /** Works for an answer until it is there; what goes on after that is long work as any other. */
  async answering<Value>(work: () => Promise<Value>): Promise<Value> {
    const answer: Answer = { isDue: true };
    this.#due.add(answer);
    try {
      return await this.#current.run(answer, work);
    } finally {
      this.#due.delete(answer);
    }
  }

  /**
   * Lets others have their turn after a part of long work, and while an answer is due, time for the many turns that it takes. What such an answer
   * itself waits for then takes twice as long at most.
   */
  async give(): Promise<void> {
    await yieldToEventLoop();
    const { now } = this.#passing;
    const own = this.#current.getStore();
    const isDue = own !== undefined && this.#due.has(own);
    if (this.#due.size === 0 || isDue) return;
    if (this.#resting === undefined && now() - this.#restedAt < restMs) return;
    this.#resting ??= this.#rest();
    await this.#resting;
  }

  /** All long work rests at once. */
  async #rest(): Promise<void> {
    const { rest, now } = this.#passing;
    await rest(restMs);
    this.#restedAt = now();
    this.#resting = undefined;
  }
}

const rightOfWay = new RightOfWay({ rest: setTimeout, now: () => performance.now() });

/** Works for an answer that somebody waits for. */
export const answering = <Value>(work: () => Promise<Value>): Promise<Value> => rightOfWay.answering(work);

/** After a part of long work: who waits for an answer goes first. */
export const giveWay = (): Promise<void> => rightOfWay.give();
