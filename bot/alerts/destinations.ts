import type { Instant, Route } from '../../core/index.ts';
import type { Delivery } from '../ports/index.ts';
import type { KnownConversation } from './conversations.ts';
import type { Message } from './message.ts';
import type { KeptRoute } from './route.ts';

/** One conversation, address or program that is told of matters, as the delivery sees it. */
export interface Destination {
  readonly id: string;
  readonly route: Route;
  /** Whether it hears only of what nobody has acknowledged in time (B7). */
  readonly isEscalation: boolean;
  /** Whether it is a program, which is told of every change at once. */
  readonly isProgram?: true;
  /** Whether each matter is told by itself: of several in one message some may have arrived when one fails. */
  readonly isOneByOne?: true;
  /** How often it has asked: whenever it asks anew it is told of what is amiss already. */
  readonly asked?: number;
}

/** Everybody who is to be told of anything, by their ids. */
export interface Destinations {
  all(): Promise<ReadonlyMap<string, Destination>>;
  /** One is gone for good: it is told nothing until it asks again. */
  gone(id: string, why: string, at: Instant): Promise<void>;
}

/** A destination with the means to tell it. */
export interface Reached extends Destination {
  readonly tell: (message: Message) => Promise<Delivery>;
  /** Tells it that this is a test. */
  readonly test: () => Promise<Delivery>;
  readonly gone: (why: string, at: Instant) => Promise<void>;
}

/** A destination as people see it among the others, one that cannot be told any more too. */
export interface Listed {
  readonly id: string;
  readonly kind: 'conversation' | 'escalation' | 'mail' | 'webhook';
  /** Whether there is a way to tell it at all. */
  readonly isReachable: boolean;
  /** A conversation, by what it is called and who reads it where one person does; or an address. */
  readonly what: Pick<KnownConversation, 'name' | 'team' | 'person'> & { readonly address?: string };
  readonly route: KeptRoute;
  readonly gone: KnownConversation['gone'];
}

/** Destinations of one kind, such as the conversations that asked. */
export interface DestinationSource {
  reached(): Promise<readonly Reached[]>;
  listed(): Promise<readonly Listed[]>;
}

/** The destinations of all kinds. A message is told by the means that were known when the delivery looked for its destination. */
export class AllDestinations implements Destinations {
  readonly #sources: readonly DestinationSource[];
  #latest: ReadonlyMap<string, Reached> = new Map();
  readonly #known = new Map<DestinationSource, readonly Reached[]>();

  constructor(sources: readonly DestinationSource[]) {
    this.#sources = sources;
  }

  async all(): Promise<ReadonlyMap<string, Reached>> {
    const found = await Promise.all(this.#sources.map(source => this.#reached(source)));
    this.#latest = new Map(found.flat().map(one => [one.id, one]));
    return this.#latest;
  }

  /** One source that cannot be read holds up no other: it is told as it last was. */
  async #reached(source: DestinationSource): Promise<readonly Reached[]> {
    const before = this.#known.get(source);
    const reached = source.reached();
    const found = await (before === undefined ? reached : reached.catch(() => before));
    this.#known.set(source, found);
    return found;
  }

  async listed(): Promise<readonly Listed[]> {
    return (await Promise.all(this.#sources.map(source => source.listed()))).flat();
  }

  async tell({ id }: Destination, message: Message): Promise<Delivery> {
    return this.#latest.get(id)?.tell(message) ?? { kind: 'gone', reason: 'not-found' };
  }

  async gone(id: string, why: string, at: Instant): Promise<void> {
    await this.#latest.get(id)?.gone(why, at);
  }
}
