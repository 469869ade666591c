import type { Instant } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';

const mostKept = 10_000;

/** Answers that hold for a while, by what they are about. */
export class KeptAnswers<Answer> {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #keptMs: number;
  readonly #kept = new Map<string, { readonly answer: Answer; readonly until: Instant }>();

  constructor(clock: Pick<Clock, 'now'>, keptMs: number) {
    this.#clock = clock;
    this.#keptMs = keptMs;
  }

  /** The answer kept, or a new one, which is kept; `anew` asks whatever is kept. */
  async of(about: string, how: 'anew' | 'kept', ask: () => Promise<Answer>): Promise<Answer> {
    const now = this.#clock.now();
    const kept = this.#kept.get(about);
    // The sandbox's clock can go back: an expiry further ahead than that is not trusted.
    if (how === 'kept' && kept !== undefined && now < kept.until && kept.until <= now + this.#keptMs)
      return kept.answer;
    const answer = await ask();
    if (this.#kept.size > mostKept) this.#kept.clear();
    this.#kept.set(about, { answer, until: now + this.#keptMs });
    return answer;
  }
}
