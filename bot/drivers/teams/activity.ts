import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AttachedFile, Incoming, Whereabouts } from '../../ports/index.ts';
import { id, maybe, name, objectId, shortText as text } from './activity-fields.ts';
import { saidIn } from './said.ts';

// The libraries' types promise fields that a client may leave out or send in another shape. Everything that is read of an activity, here or by
// a library, is parsed here first, with a bound for every text; what else comes is dropped.

const flag = maybe(z.boolean());
const list = maybe(z.array(z.looseObject({})).max(250)).transform(items => items ?? []);
const account = z.object({ id, name, aadObjectId: objectId, role: text });

/** The longest message that Teams sends is some 100 KB of UTF-16 (T4). */
const longestText = 60_000;

const shape = z.object({
  type: z.string().max(100),
  ...{ id: maybe(id), channelId: z.string().max(100), serviceUrl: z.string().max(500) },
  ...{ replyToId: maybe(id), deliveryMode: text },
  ...{ action: text, name: text, locale: text, localTimezone: text },
  text: maybe(z.string().max(longestText)),
  from: account,
  recipient: account,
  conversation: z.object({
    ...{ id, name, tenantId: text, conversationType: text, isGroup: flag },
  }),
  channelData: maybe(
    z.object({
      tenant: maybe(z.object({ id: z.string().max(500) })),
      eventType: text,
      channel: maybe(
        z.object({
          ...{ id: maybe(id), name },
          type: z.enum(['standard', 'private', 'shared']).optional().catch(undefined),
        }),
      ),
      team: maybe(z.object({ id: maybe(id), name })),
    }),
  ),
  entities: list,
  attachments: list,
  value: z.unknown().optional(),
});
/** An activity of the shape that it must have. */
export type ParsedActivity = z.infer<typeof shape>;

/** An activity of the shape that it must have, and nothing else of it. */
export const parseActivity = (activity: object): ParsedActivity | undefined => shape.safeParse(activity).data;

const invoked = z.object({
  trigger: text,
  action: z.object({ verb: z.string().max(100), data: z.unknown().optional() }),
});
/** Longer than any name. */
const typed = z.string().transform(whole => whole.slice(0, 200).toWellFormed());
const searched = z.object({ queryText: typed, dataset: z.string().max(100) });
const clientInfo = z.object({ type: z.literal('clientInfo'), locale: text, timezone: text });
const url = z.string().max(4000);
const attachment = z.object({ contentType: text, name, contentUrl: maybe(url), content: z.unknown().optional() });
const fileInfo = z.object({ downloadUrl: url });

const answered = z.object({
  type: z.literal('fileUpload'),
  action: z.enum(['accept', 'decline']),
  context: z.unknown().optional(),
  uploadInfo: maybe(
    z.object({
      name: z.string().max(500),
      uploadUrl: url,
      contentUrl: url,
      uniqueId: id,
      fileType: z.string().max(100),
    }),
  ),
});

/** An activity as a message, a press of a button, a search, or an installation. Anything else, an edit too, is ignored. */
export function incomingOf(parsed: ParsedActivity): Incoming | 'malformed-press' | undefined {
  switch (parsed.type) {
    case 'message':
      return { ...originOf(parsed), kind: 'message', ...saidIn(parsed), files: filesOf(parsed) };
    case 'invoke': {
      if (parsed.name === 'application/search') {
        const search = searched.safeParse(parsed.value);
        if (!search.success) return 'malformed-press';
        const { queryText, dataset } = search.data;
        return { ...originOf(parsed), kind: 'search', dataset, text: queryText };
      }
      if (parsed.name === 'fileConsent/invoke') return fileAnswered(parsed);
      const value = invoked.safeParse(parsed.value);
      if (parsed.name !== 'adaptiveCard/action' || !value.success) return 'malformed-press';
      const { trigger, action } = value.data;
      const { verb, data } = action;
      return {
        ...originOf(parsed),
        kind: 'press',
        verb,
        data,
        cardId: parsed.replyToId,
        isAutomatic: trigger === 'automatic',
      };
    }
    case 'installationUpdate':
      if (parsed.action === 'add') return { ...originOf(parsed), kind: 'installed' };
      return parsed.action === 'remove' ? removed(parsed) : undefined;
    case 'conversationUpdate':
      return updateOf(parsed);
    default:
      return undefined;
  }
}

/** The bot is removed from all of a team, whichever of its channels says so. */
function removed(parsed: ParsedActivity): Incoming {
  const origin = originOf(parsed);
  const team = parsed.channelData?.team?.id;
  const gone =
    team === undefined
      ? { what: 'conversation' as const, id: origin.conversation.id }
      : { what: 'team' as const, id: team };
  return { ...origin, kind: 'removed', gone };
}

/** What became of a channel or a team. Who joins or leaves is nothing to the bot: that it is installed comes by itself. */
function updateOf(parsed: ParsedActivity): Incoming | undefined {
  const { eventType, channel, team } = parsed.channelData ?? {};
  const origin = originOf(parsed);
  switch (eventType) {
    case 'channelDeleted':
      return channel?.id === undefined
        ? undefined
        : { ...origin, kind: 'removed', gone: { what: 'conversation', id: channel.id } };
    case 'teamDeleted':
    case 'teamHardDeleted':
      return removed(parsed);
    case 'channelRenamed':
    case 'teamRenamed': {
      const { id, name: called } = (eventType === 'teamRenamed' ? team : channel) ?? {};
      return id === undefined || called === undefined || called === ''
        ? undefined
        : { ...origin, kind: 'renamed', renamed: { id, name: called } };
    }
    default:
      return undefined;
  }
}

/** An accepted file without a place to save it is no answer. */
function fileAnswered(parsed: ParsedActivity): Incoming | 'malformed-press' {
  const { data } = answered.safeParse(parsed.value);
  const isAccepted = data?.action === 'accept';
  if (data === undefined || (isAccepted && data.uploadInfo === undefined)) return 'malformed-press';
  return {
    ...originOf(parsed),
    kind: 'file-answered',
    context: data.context,
    place: isAccepted ? data.uploadInfo : undefined,
    cardId: parsed.replyToId,
  };
}

function originOf(parsed: ParsedActivity): Omit<Incoming, 'kind'> {
  const { id, from, conversation, entities, channelData } = parsed;
  const client = entities.map(entity => clientInfo.safeParse(entity)).find(({ success }) => success)?.data;
  const { conversationType } = conversation;
  const known = id ?? randomUUID();
  return {
    id: known,
    key: `${parsed.type} ${conversation.id} ${known}`,
    person: { id: from.aadObjectId, name: from.name ?? '' },
    conversation: conversationOf(parsed),
    locale: parsed.locale ?? client?.locale,
    timeZone: parsed.localTimezone ?? client?.timezone,
    isShared: conversationType !== undefined && conversationType !== 'personal',
    channelType: channelData?.channel?.type,
    where: placeOf(parsed),
  };
}

/** The channel that every team has bears its id, and no name. */
function placeOf({ conversation, channelData }: ParsedActivity): Whereabouts {
  const { channel, team } = channelData ?? {};
  const name = said(channel?.name) ?? said(conversation.name);
  const teamName = said(team?.name);
  return {
    name: name ?? (team?.id !== undefined && channel?.id === team.id ? 'General' : undefined),
    team: team?.id === undefined ? undefined : { id: team.id, ...(teamName !== undefined && { name: teamName }) },
  };
}

const said = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function conversationOf({ serviceUrl, channelId, recipient, conversation }: ParsedActivity): Incoming['conversation'] {
  // A thread's id is the channel's with its first message; alerts begin threads of their own (T10).
  const id = conversation.id.split(';messageid=')[0] ?? conversation.id;
  return { id, reference: { serviceUrl, channelId, bot: recipient, conversation: { ...conversation, id } } };
}

function filesOf({ attachments }: ParsedActivity): readonly AttachedFile[] {
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
