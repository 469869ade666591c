import { minuteMs, type Instant } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';

/** Whether what is asked is done; if not, whether the person is told so: once, until they may ask again. */
export type Allowance = 'done' | 'refused' | 'dropped';

/** How often in any minute. What clients ask by themselves has limits of its own, and is only dropped. */
const limits = {
  asked: { person: 30, organization: 300 },
  automatic: { person: 60, organization: 600 },
} as const;

/** More people than ask in a minute; beyond it the oldest are forgotten. */
const mostPeople = 10_000;

interface Asked {
  /** When in the last minute, oldest first. */
  readonly times: Instant[];
  isTold: boolean;
}

/** How much the people of an organization may ask (B18): nobody keeps the bot from the others. */
export class RateLimits {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #asked = new Map<string, Asked>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Counts what is done, and not what is refused. */
  allow(person: string, kind: keyof typeof limits): Allowance {
    const now = this.#clock.now();
    const own = this.#recent(`${kind} of ${person}`, now);
    const all = this.#recent(kind, now);
    if (own.times.length < limits[kind].person && all.times.length < limits[kind].organization) {
      own.times.push(now);
      all.times.push(now);
      own.isTold = false;
      return 'done';
    }
    if (own.isTold || kind === 'automatic') return 'dropped';
    own.isTold = true;
    return 'refused';
  }

  #recent(key: string, now: Instant): Asked {
    const asked = this.#asked.get(key) ?? { times: [], isTold: false };
    // Those that lie ahead were before the clock was set back.
    const isRecent = (at: Instant): boolean => now - minuteMs < at && at <= now;
    while (asked.times[0] !== undefined && !isRecent(asked.times[0])) asked.times.shift();
    // Taken out and put back, it is the newest.
    this.#asked.delete(key);
    this.#asked.set(key, asked);
    const oldest = this.#asked.keys().next();
    if (this.#asked.size > mostPeople && oldest.done !== true) this.#asked.delete(oldest.value);
    return asked;
  }
}
