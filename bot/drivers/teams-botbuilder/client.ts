import type { Activity } from 'botbuilder';
import type { ConnectorRefusal, TeamsConnector } from '../teams/connector.ts';
import type { KeptClientsAuthentication } from './authentication.ts';

type Client = Awaited<ReturnType<KeptClientsAuthentication['onceClient']>>;

/** botbuilder's client as the messenger needs it. */
export const connectorOf = ({ conversations }: Client, abortSignal: AbortSignal): TeamsConnector => ({
  post: async (place, message) => {
    const { id } = await conversations.sendToConversation(place, message, { abortSignal });
    return id;
  },
  update: async (place, activityId, message) => {
    await conversations.updateActivity(place, activityId, message, { abortSignal });
  },
  create: async conversation => {
    const asked = { ...conversation, activity: conversation.activity as Activity };
    const { id } = await conversations.createConversation(asked, { abortSignal });
    return id;
  },
  members: async (place, { size, token }) => {
    // By the library's types there is always a token; the first page is asked for without one, and the last has none.
    const asked = { pageSize: size, continuationToken: token as string, abortSignal };
    const { members, continuationToken } = await conversations.getConversationPagedMembers(place, asked);
    return { members, token: continuationToken };
  },
});

/** What botbuilder's errors hold of an answer. */
export function restRefusalIn(error: unknown): ConnectorRefusal | undefined {
  const { statusCode, response } = error as {
    readonly statusCode?: number;
    readonly response?: { readonly bodyAsText?: string | null; readonly headers?: Headers };
  };
  if (statusCode === undefined) return undefined;
  return {
    status: statusCode,
    body: response?.bodyAsText ?? '',
    header: name => response?.headers?.get(name) ?? undefined,
  };
}
