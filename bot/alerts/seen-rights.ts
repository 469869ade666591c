import { hourMs, type Instant } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Conversations } from './conversations.ts';

const mostKept = 10_000;

/** Rights that were seen because somebody did something: who holds a role for hours only is hardly ever seen by the daily look. */
export class SeenRights {
  readonly #conversations: Conversations;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #noted = new Map<string, Instant>();

  constructor(conversations: Conversations, clock: Pick<Clock, 'now'>) {
    this.#conversations = conversations;
    this.#clock = clock;
  }

  /** Whether it is time to note that person's again; once an hour is enough. */
  isDue(person: string): boolean {
    const now = this.#clock.now();
    const noted = this.#noted.get(person);
    if (noted !== undefined && noted <= now && now - noted < hourMs) return false;
    if (this.#noted.size >= mostKept) this.#noted.clear();
    this.#noted.set(person, now);
    return true;
  }

  note(person: string): Promise<void> {
    return this.#conversations.sawRightOf(person, this.#clock.now());
  }
}
