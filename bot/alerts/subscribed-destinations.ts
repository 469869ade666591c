import type { Instant } from '../../core/index.ts';
import type { Conversations } from './conversations.ts';
import type { Destination, Destinations } from './destinations.ts';
import { usualRoute } from './route.ts';

/** The conversations that asked for alerts. */
export class SubscribedDestinations implements Destinations {
  readonly #conversations: Conversations;

  constructor(conversations: Conversations) {
    this.#conversations = conversations;
  }

  async all(): Promise<ReadonlyMap<string, Destination>> {
    const subscribed = (await this.#conversations.all()).filter(({ isSubscribed }) => isSubscribed);
    return new Map(
      subscribed.map(({ id, route = usualRoute }): readonly [string, Destination] => [
        id,
        { id, route: { kinds: route.kinds, quietUntil: () => undefined }, isEscalation: false },
      ]),
    );
  }

  gone(id: string, why: string, at: Instant): Promise<void> {
    return this.#conversations.gone(id, { why, at });
  }
}
