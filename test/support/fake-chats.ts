import type { Instant } from '../../core/index.ts';
import type { Message } from '../../bot/alerts/message.ts';
import type { Clock, Delivery } from '../../bot/ports/index.ts';

/** How Teams takes one message. */
export type Fate =
  | 'delivered'
  /** Without an id, as it sometimes is: the message is there, and cannot be edited. */
  | 'nameless'
  | 'busy'
  | 'throttled'
  /** Nothing comes back until the timeout, and nothing arrived. */
  | 'silent'
  /** It arrived, and its response was lost. */
  | 'unanswered'
  | 'message-gone'
  | 'refused'
  | 'gone';

/** A message that arrived. */
export interface Arrived {
  readonly conversation: string;
  readonly id: string;
  readonly at: Instant;
  readonly message: Message;
  readonly to: Living;
  readonly wasGivenId: boolean;
}

/** A program, as long as it lives. */
interface Living {
  readonly isDead: boolean;
}

export const timeoutMs = 30_000;
export const requestMs = 150;

/** Conversations that take messages, each as `fateOf` says, in no time but the clock's. */
export class FakeChats {
  readonly arrived: Arrived[] = [];
  /** The messages that are said to be gone, each after its conversation. */
  readonly deleted = new Set<string>();
  /** The ids that a program has written down. */
  readonly noted = new Set<string>();
  /** Every request, whatever became of it. */
  readonly requests: { readonly conversation: string; readonly at: Instant }[] = [];
  fateOf: (conversation: string, message: Message) => Fate = () => 'delivered';
  /** How long a request takes. */
  takesMs: (conversation: string, message: Message) => number = () => requestMs;
  readonly #clock: Clock;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async tell(to: Living, conversation: string, message: Message): Promise<Delivery> {
    const fate = this.fateOf(conversation, message);
    this.requests.push({ conversation, at: this.#clock.now() });
    await this.#clock.wait(fate === 'silent' ? timeoutMs : this.takesMs(conversation, message));
    switch (fate) {
      case 'delivered':
        return { kind: 'delivered', activityId: this.#arrive({ to, conversation, message, wasGivenId: true }).id };
      case 'nameless':
        this.#arrive({ to, conversation, message, wasGivenId: message.activityId !== undefined });
        return { kind: 'delivered', activityId: message.activityId ?? '' };
      case 'unanswered':
        this.#arrive({ to, conversation, message, wasGivenId: false });
        return { kind: 'failed', retryAfterMs: undefined, reason: 'unreachable' };
      case 'silent':
        return { kind: 'failed', retryAfterMs: undefined, reason: 'silent' };
      case 'busy':
        return { kind: 'failed', retryAfterMs: undefined, reason: 'unavailable' };
      case 'throttled':
        return { kind: 'failed', retryAfterMs: 40_000, reason: 'throttled' };
      case 'message-gone':
        this.deleted.add(`${conversation} ${message.activityId ?? ''}`);
        return { kind: 'message-gone' };
      case 'refused':
        return { kind: 'refused', reason: 'too-large' };
      case 'gone':
        return { kind: 'gone', reason: 'not-found' };
    }
  }

  /** What arrived in one conversation of one matter. */
  of(conversation: string, matter: string): readonly Arrived[] {
    return this.arrived.filter(
      one => one.conversation === conversation && one.message.shown.some(shown => shown.matter.id === matter),
    );
  }

  /** Whether its id was given back, and to a program that did not die of it. */
  isKnown({ id, to, wasGivenId }: Arrived): boolean {
    return wasGivenId && (!to.isDead || this.noted.has(id));
  }

  #arrive(what: Omit<Arrived, 'id' | 'at'>): Arrived {
    this.#count += 1;
    const arrived = { ...what, id: what.message.activityId ?? `message-${this.#count}`, at: this.#clock.now() };
    this.arrived.push(arrived);
    return arrived;
  }
}
