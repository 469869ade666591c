import { z } from 'zod';
import { minuteMs, type Instant } from '../../core/index.ts';
import type { Conversation, Delivery, Directory, Mailer } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import { isMailAddress } from '../work/mail-address.ts';
import type { DestinationSource, Listed, Reached } from './destinations.ts';
import { tellingByMail, type MailMeans } from './mail-destinations.ts';
import { routeOf, usualRoute, type KeptRoute } from './route.ts';
import { tellConversation, testConversation, type ConversationMeans } from './tell-conversation.ts';

const shape = z.object({ people: z.array(z.string()), minutes: z.int().positive() });

/** Who is told of what is critical and nobody has acknowledged, by their object ids, and after how many minutes (B7). */
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

interface EscalationNeeds extends ConversationMeans, MailMeans {
  readonly choices: Pick<Choices, 'of'>;
  /** The chat in which somebody talks with the bot alone, where one is known. */
  readonly chatWith: (person: string) => Promise<Conversation | undefined>;
  /** Teams says that the chat with them is gone: none is known until they write again. */
  readonly chatGone: (
    person: string,
    chat: Conversation,
    gone: { readonly why: string; readonly at: Instant },
  ) => Promise<void>;
  readonly directory: Pick<Directory, 'peopleOf'>;
}

const route: KeptRoute = { ...usualRoute, kinds: 'critical' };

/** Those who are told in person of what nobody has acknowledged in time; by mail, where there is no chat with them (B7). */
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
    const { mailer } = this.#needs;
    const found = await this.#people();
    return found.flatMap(({ id, person, chat }) => {
      if (chat === undefined) return mailer === undefined ? [] : [this.#byMail(mailer, { id, person })];
      const conversation = { ...chat, person, isSubscribed: true };
      return [
        {
          ...{ id, route: routeOf(route), isEscalation: true },
          tell: message => tellConversation(this.#needs, conversation, message),
          test: () => testConversation(this.#needs, conversation),
          // They stay named, and are mailed: their next message to the bot tells where they are.
          gone: (why, at) => this.#needs.chatGone(person, chat, { why, at }),
        } satisfies Reached,
      ];
    });
  }

  async listed(): Promise<readonly Listed[]> {
    const people = await this.#people();
    // Where the directory cannot be read, nobody is known to have an address.
    const addresses = await this.#addresses(
      people.flatMap(({ person, chat }) => (chat === undefined ? [person] : [])),
    ).catch(() => new Map<string, string>());
    return people.map(({ id, person, chat }) => ({
      ...{ id, kind: 'escalation', what: { person }, route, gone: undefined },
      isReachable: chat !== undefined || addresses.has(person),
    }));
  }

  /** The address is looked up when there is something to tell: it may have changed. */
  #byMail(mailer: Mailer, { id, person }: { readonly id: string; readonly person: string }): Reached {
    const told = async (tell: (by: ReturnType<typeof tellingByMail>) => Promise<Delivery>): Promise<Delivery> => {
      const addresses = await this.#addresses([person]).catch(() => undefined);
      if (addresses === undefined) return { kind: 'failed', retryAfterMs: undefined, reason: 'unavailable' };
      const address = addresses.get(person);
      return address === undefined
        ? { kind: 'gone', reason: 'address-refused' }
        : // Whom it escalates to is an admin's choice alone.
          tell(tellingByMail(this.#needs, mailer, { address, leaveUrl: () => Promise.resolve(undefined) }));
    };
    return {
      ...{ id, route: routeOf(route), isEscalation: true, isOneByOne: true },
      tell: message => told(by => by.tell(message)),
      test: () => told(by => by.test()),
      // They stay named: the next matter finds the address that they have then.
      gone: () => Promise.resolve(),
    };
  }

  /** The addresses of those who have one, where mails can go out. */
  async #addresses(people: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { mailer, directory } = this.#needs;
    if (mailer === undefined || people.length === 0) return new Map();
    const found = await directory.peopleOf(people);
    return new Map(found.flatMap(({ id, mail }) => (isMailAddress(mail) ? [[id, mail] as const] : [])));
  }

  async #people() {
    const { people } = await this.#choice();
    return Promise.all(
      people.map(async person => {
        const chat = await this.#needs.chatWith(person);
        // What was mailed is no card that a chat could show.
        return { id: chat === undefined ? `escalation:mail:${person}` : `escalation:${person}`, person, chat };
      }),
    );
  }

  async #choice(): Promise<EscalationChoice> {
    return escalationIn((await this.#needs.choices.of('escalation')).value);
  }
}
