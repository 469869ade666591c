import type { Channel } from '../../ports/index.ts';

/** A page of who is in a conversation; without a token it is the last. */
export interface RosterPage {
  readonly members: readonly unknown[];
  readonly token: string | undefined;
}

/** What a new conversation is made of. */
export interface NewConversation {
  readonly isGroup: boolean;
  readonly bot: { readonly id: string; readonly name: string };
  readonly channelData: { readonly channel: { readonly id: string } };
  readonly activity: object;
  readonly tenantId: string;
}

/** Requests of Teams' connector, each asked for once; what it does not take is thrown. */
export interface TeamsConnector {
  /** A new message, in a conversation or a thread of it; gives its id. */
  post(place: string, message: object): Promise<string>;
  update(place: string, activityId: string, message: object): Promise<void>;
  /** Gives the id of the conversation. */
  create(conversation: NewConversation): Promise<string>;
  members(place: string, page: { readonly size: number; readonly token: string | undefined }): Promise<RosterPage>;
}

/** What the connector said of a request that it did not take. */
export interface ConnectorRefusal {
  readonly status: number;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
}

/** One bot on a library of Microsoft's: what comes in, and a way to write unasked. */
export interface TeamsLibrary extends Channel {
  /** A token as what is sent carries it; undefined in the sandbox, which has none. */
  readonly token: (() => Promise<string>) | undefined;
  /** Where that service address is, asked with the bot's own credentials; what is still under way ends when the signal aborts. */
  connector(serviceUrl: string, signal: AbortSignal): Promise<TeamsConnector>;
  /** What the connector said, by the error that its request threw; undefined where it said nothing. */
  refusalIn(error: unknown): ConnectorRefusal | undefined;
}
