import type { ActivityParams, CreateConversationParams } from '@microsoft/teams.api';
import type { App } from '@microsoft/teams.apps';
import type { ConnectorRefusal, TeamsConnector } from '../teams/connector.ts';

/** The library's client as the messenger needs it. It puts ids into paths as they are. */
export const connectorWith = ({ conversations }: Pick<App['api'], 'conversations'>): TeamsConnector => ({
  post: async (place, message) => {
    const { id } = await conversations.createActivity(encodeURIComponent(place), message as ActivityParams);
    return id;
  },
  update: async (place, activityId, message) => {
    const [conversation, activity] = [place, activityId].map(encodeURIComponent) as [string, string];
    await conversations.updateActivity(conversation, activity, message as ActivityParams);
  },
  create: async conversation => {
    const { id } = await conversations.create(conversation as CreateConversationParams);
    return id;
  },
  members: async (place, { size, token }) => {
    const { members, continuationToken } = await conversations.getPagedMembers(encodeURIComponent(place), size, token);
    return { members, token: continuationToken };
  },
});

/** What axios's errors hold of an answer, whose JSON is parsed. */
export function axiosRefusalIn(error: unknown): ConnectorRefusal | undefined {
  const { response } = error as {
    readonly response?: {
      readonly status: number;
      readonly data?: unknown;
      readonly headers: Readonly<Record<string, unknown>>;
    };
  };
  if (response === undefined) return undefined;
  const { status, data = '', headers } = response;
  return {
    status,
    body: typeof data === 'string' ? data : JSON.stringify(data),
    header: name => (typeof headers[name] === 'string' ? headers[name] : undefined),
  };
}
