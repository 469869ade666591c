import { randomUUID } from 'node:crypto';
import { TurnContext, type Activity } from 'botbuilder';
import { z } from 'zod';
import type { AttachedFile, Incoming } from '../../ports/index.ts';

// botbuilder's types promise fields that a client may leave out or send in another shape: what is read is parsed here.

const text = z.string().optional().catch(undefined);
const list = z.array(z.unknown()).default([]).catch([]);

const shape = z.object({
  type: z.string(),
  ...{ id: text, action: text, name: text, text, locale: text, localTimezone: text, replyToId: text },
  from: z.object({ name: text, aadObjectId: text }),
  recipient: z.object({ id: z.string() }),
  conversation: z.object({ id: z.string(), conversationType: text }),
  entities: list,
  attachments: list,
  value: z.unknown().optional(),
});
type Parsed = z.infer<typeof shape>;

const invoked = z.object({ action: z.object({ verb: z.string().max(100), data: z.unknown().optional() }) });
const clientInfo = z.object({ type: z.literal('clientInfo'), locale: text, timezone: text });
const mention = z.object({ type: z.literal('mention'), text: z.string(), mentioned: z.object({ id: z.string() }) });
const attachment = z.object({ contentType: text, name: text, contentUrl: text, content: z.unknown().optional() });
const fileInfo = z.object({ downloadUrl: z.string() });

/** An activity as a message, a press of a button, or an installation. Anything else, an edit too, is ignored. */
export function incomingOf(activity: Activity): Incoming | 'malformed-press' | undefined {
  const parsed = shape.parse(activity);
  switch (parsed.type) {
    case 'message':
      return { ...originOf(activity, parsed), kind: 'message', text: textOf(parsed), files: filesOf(parsed) };
    case 'invoke': {
      const value = invoked.safeParse(parsed.value);
      if (parsed.name !== 'adaptiveCard/action' || !value.success) return 'malformed-press';
      const { verb, data } = value.data.action;
      return { ...originOf(activity, parsed), kind: 'press', verb, data, cardId: parsed.replyToId };
    }
    case 'installationUpdate':
      return parsed.action === 'add' ? { ...originOf(activity, parsed), kind: 'installed' } : undefined;
    default:
      return undefined;
  }
}

function originOf(activity: Activity, parsed: Parsed): Omit<Incoming, 'kind'> {
  const { id, from, conversation, entities } = parsed;
  const client = entities.map(entity => clientInfo.safeParse(entity)).find(({ success }) => success)?.data;
  const { conversationType } = conversation;
  const known = id ?? randomUUID();
  return {
    id: known,
    key: `${parsed.type} ${conversation.id} ${known}`,
    person: { id: from.aadObjectId === '' ? undefined : from.aadObjectId, name: from.name ?? '' },
    conversation: conversationOf(activity),
    locale: parsed.locale ?? client?.locale,
    timeZone: parsed.localTimezone ?? client?.timezone,
    isShared: conversationType !== undefined && conversationType !== 'personal',
  };
}

function conversationOf(activity: Activity): Incoming['conversation'] {
  const { serviceUrl, channelId, bot, conversation } = TurnContext.getConversationReference(activity);
  // A thread's id is the channel's with its first message; alerts begin threads of their own (T10).
  const id = activity.conversation.id.split(';messageid=')[0] ?? activity.conversation.id;
  return { id, reference: { serviceUrl, channelId, bot, conversation: { ...conversation, id } } };
}

/** What was typed, without mentions of the bot and without the spaces that Teams puts around them. */
function textOf({ text: typed = '', entities, recipient }: Parsed): string {
  const mentions = entities.flatMap(entity => {
    const { data } = mention.safeParse(entity);
    return data?.mentioned.id === recipient.id && data.text !== '' ? [data.text] : [];
  });
  return mentions
    .reduce((left, said) => left.replaceAll(said, ' '), typed)
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function filesOf({ attachments }: Parsed): readonly AttachedFile[] {
  return attachments.flatMap(one => {
    const { contentType, name = 'attachment', contentUrl, content } = attachment.safeParse(one).data ?? {};
    if (contentType === 'application/vnd.microsoft.teams.file.download.info') {
      const info = fileInfo.safeParse(content);
      return info.success ? [{ name, url: info.data.downloadUrl }] : [];
    }
    // The message's own text comes as an attachment too; a file has an address.
    return contentUrl === undefined || contentType === 'text/html' ? [] : [{ name, url: contentUrl }];
  });
}
