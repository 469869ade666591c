import { isTold, type Conversations } from './conversations.ts';
import type { DestinationSource, Listed, Reached } from './destinations.ts';
import { routeOf, usualRoute } from './route.ts';
import { tellConversation, testConversation, type ConversationMeans } from './tell-conversation.ts';

/** The conversations that asked for alerts. */
export class SubscribedDestinations implements DestinationSource {
  readonly #needs: ConversationMeans & { readonly conversations: Conversations };

  constructor(needs: ConversationMeans & { readonly conversations: Conversations }) {
    this.#needs = needs;
  }

  async reached(): Promise<readonly Reached[]> {
    const { conversations } = this.#needs;
    return (await conversations.all()).filter(isTold).map(conversation => ({
      id: conversation.id,
      route: routeOf(conversation.route ?? usualRoute),
      isEscalation: false,
      asked: conversation.changes ?? 0,
      tell: message => tellConversation(this.#needs, conversation, message),
      test: () => testConversation(this.#needs, conversation),
      gone: (why, at) => conversations.gone(conversation.id, { why, at }),
    }));
  }

  async listed(): Promise<readonly Listed[]> {
    const subscribed = (await this.#needs.conversations.all()).filter(({ isSubscribed }) => isSubscribed);
    return subscribed.map(({ id, name, team, person, route = usualRoute, gone }) => ({
      ...{ id, route, gone, kind: 'conversation', isReachable: gone === undefined },
      what: { name, team, person },
    }));
  }
}
