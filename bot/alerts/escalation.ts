import { z } from 'zod';
import { minuteMs } from '../../core/index.ts';
import type { Conversation } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import type { DestinationSource, Listed, Reached } from './destinations.ts';
import { routeOf, usualRoute, type KeptRoute } from './route.ts';
import { tellConversation, testConversation, type ConversationMeans } from './tell-conversation.ts';

const shape = z.object({ people: z.array(z.string()), minutes: z.int().positive() });

/** Who is told of what is critical and nobody has acknowledged, by their object ids, and after how many minutes (A7). */
export type EscalationChoice = z.infer<typeof shape>;

export const noEscalation: EscalationChoice = { people: [], minutes: 30 };

/** As the organization's choice keeps it; whatever is not understood counts as none. */
export function escalationIn(stored: string | null): EscalationChoice {
  try {
    return stored === null ? noEscalation : shape.parse(JSON.parse(stored));
  } catch {
    return noEscalation;
  }
}

interface EscalationNeeds extends ConversationMeans {
  readonly choices: Pick<Choices, 'of'>;
  /** The chat in which somebody talks with the bot alone, where one is known. */
  readonly chatWith: (person: string) => Promise<Conversation | undefined>;
}

const route: KeptRoute = { ...usualRoute, kinds: 'critical' };

/** Those who are told in person of what nobody has acknowledged in time. */
export class Escalation implements DestinationSource {
  readonly #needs: EscalationNeeds;

  constructor(needs: EscalationNeeds) {
    this.#needs = needs;
  }

  /** After how long a matter goes to them; undefined where nobody is named. */
  async afterMs(): Promise<number | undefined> {
    const { people, minutes } = await this.#choice();
    return people.length === 0 ? undefined : minutes * minuteMs;
  }

  async reached(): Promise<readonly Reached[]> {
    const found = await this.#people();
    return found.flatMap(({ id, person, chat }) => {
      if (chat === undefined) return [];
      const conversation = { ...chat, person, isSubscribed: true };
      return [
        {
          ...{ id, route: routeOf(route), isEscalation: true },
          tell: message => tellConversation(this.#needs, conversation, message),
          test: () => testConversation(this.#needs, conversation),
          // They stay named: the next message to the bot tells where they are.
          gone: () => Promise.resolve(),
        } satisfies Reached,
      ];
    });
  }

  async listed(): Promise<readonly Listed[]> {
    return (await this.#people()).map(({ id, person, chat }) => ({
      ...{ id, kind: 'escalation', what: { person }, route, gone: undefined },
      isReachable: chat !== undefined,
    }));
  }

  async #people() {
    const { people } = await this.#choice();
    return Promise.all(
      people.map(async person => ({
        ...{ id: `escalation:${person}`, person },
        chat: await this.#needs.chatWith(person),
      })),
    );
  }

  async #choice(): Promise<EscalationChoice> {
    return escalationIn((await this.#needs.choices.of('escalation')).value);
  }
}
