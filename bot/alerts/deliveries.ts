import { dayMs, hourMs, minuteMs, unreachable, type Alert, type Instant } from '../../core/index.ts';
import {
  unaddressed,
  type Clock,
  type Delivery,
  type Log,
  type Messenger,
  type Outbox,
  type Pending,
} from '../ports/index.ts';
import type { Conversations, KnownConversation } from './conversations.ts';

export interface DeliveriesPorts {
  readonly outbox: Outbox;
  readonly conversations: Conversations;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether what an alert is about still holds. */
  readonly isStillSo: (alert: Alert) => Promise<boolean>;
  readonly draw: (conversation: KnownConversation, pending: Pending) => Promise<unknown>;
}

const firstRetryMs = 5_000;

/** Longer than the timeout of a message to Teams: a process that has not reported by then has died, and another one delivers. */
const leaseMs = minuteMs;

/** How long an alert about something that is over is still news, in ms. */
const newsMs = 7 * dayMs;

/**
 * Sends what is in the outbox, in order; an alert that nobody could be named for goes to those who are subscribed by then. A
 * failure is retried at growing intervals for as long as what it is about holds, and a week at
 * least; a conversation that is gone is unsubscribed.
 */
export class Deliveries {
  readonly #ports: DeliveriesPorts;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(ports: DeliveriesPorts) {
    this.#ports = ports;
  }

  /** Delivers what is due; a call while one is running makes it look once more. */
  run(): Promise<void> {
    this.#isAskedAgain = true;
    this.#running ??= this.#loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #loop(): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      for (let pending = await this.#next(); pending !== undefined; pending = await this.#next())
        await this.#deliver(pending);
    }
  }

  #next(): Promise<Pending | undefined> {
    const at = this.#ports.clock.now();
    return this.#ports.outbox.claim({ at, leaseMs });
  }

  async #deliver(pending: Pending): Promise<void> {
    const { outbox, conversations, log } = this.#ports;
    const { id, conversationId, attempts } = pending;
    // If it still cannot be read, that is logged, and the alert is due again when this lease is over.
    if (conversationId === unaddressed) return outbox.address(id, await conversations.subscribed());
    const conversation = await conversations.find(conversationId);
    if (conversation === undefined) return outbox.failed(id, undefined, 'no such conversation');
    const delivery = await this.#drawAndSend(conversation, pending).catch((error: unknown): Delivery => {
      log.error({ err: error, id }, 'delivery failed');
      return { kind: 'failed', retryAfterMs: undefined, reason: 'threw' };
    });
    switch (delivery.kind) {
      case 'delivered':
        return outbox.delivered(id, delivery.activityId);
      case 'gone':
        log.warn({ id }, 'conversation is gone: unsubscribed');
        await conversations.unsubscribe(conversationId);
        return outbox.failed(id, undefined, 'gone');
      case 'failed':
        log.warn({ id, reason: delivery.reason, attempts }, 'not delivered yet');
        return outbox.failed(id, await this.#retryAt(pending, delivery.retryAfterMs), delivery.reason);
      case 'message-gone':
        return outbox.failed(id, undefined, 'message-gone');
      default:
        return unreachable(delivery);
    }
  }

  /** One alert that cannot be drawn must not hold up the others. */
  async #drawAndSend(conversation: KnownConversation, pending: Pending): Promise<Delivery> {
    return this.#ports.messenger.send(conversation, await this.#ports.draw(conversation, pending));
  }

  /** Twice as long each time, at most an hour, and never before Teams' own Retry-After; given up once it is over and no news. */
  async #retryAt({ alert, attempts }: Pending, retryAfterMs = 0): Promise<Instant | undefined> {
    const { clock, isStillSo } = this.#ports;
    const now = clock.now();
    if (now - alert.at > newsMs && !(await isStillSo(alert))) return undefined;
    return now + Math.max(retryAfterMs, Math.min(firstRetryMs * 2 ** attempts, hourMs));
  }
}
