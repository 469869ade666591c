import { randomUUID } from 'node:crypto';
import type { Activity, TurnContext } from 'botbuilder';
import { TurnContext as Context } from 'botbuilder';
import { z } from 'zod';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { languageOf, type Language } from '../../cards/words.ts';
import { welcomeCard } from '../../cards/welcome.ts';
import type { App, Reply, Turn } from '../app/app.ts';
import { runText, runVerb } from './dispatch.ts';
import { cardMessage } from '../drivers/teams/messenger.ts';
import { DriverError, type Conversation } from '../ports/index.ts';
import { frame, runButtons } from './frame.view.ts';
import { notice } from './refusal.view.ts';
import type { Speech } from './speech.ts';

/** Every turn answers within 3 s (SPEC §8); what takes longer shows a working card that becomes the answer. */
const patienceMs = 2500;

const cardType = 'application/vnd.microsoft.card.adaptive';
const messageType = 'application/vnd.microsoft.activity.message';

const invoked = z.object({ action: z.object({ verb: z.string().max(100), data: z.unknown() }) });
const fileInfo = z.object({ downloadUrl: z.string() });

/** botbuilder's types promise some fields that Teams, or another client, may leave out. */
type Sent = Omit<Activity, 'conversation' | 'localTimezone' | 'replyToId' | 'from'> & {
  readonly replyToId?: string;
  readonly from: { readonly name?: string };
  readonly localTimezone?: string;
  readonly conversation: Omit<Activity['conversation'], 'conversationType'> & { readonly conversationType?: string };
};

/** One activity that the door has let in: a message, a button, an installation. Anything else, an edit too, is heard in silence. */
export async function onActivity(app: App, context: TurnContext): Promise<void> {
  const { activity } = context;
  switch (activity.type) {
    case 'message':
      return onMessage(await turnOf(app, activity), context);
    case 'invoke':
      return onInvoke(await turnOf(app, activity), context);
    case 'installationUpdate':
      if (activity.action === 'add')
        await context.sendActivity(cardMessage(welcome((await turnOf(app, activity)).speech, activity.from.name)));
      return;
    default:
      return;
  }
}

async function onMessage(turn: Turn, context: TurnContext): Promise<void> {
  await turn.app.conversations
    .refresh(turn.app.tenant, turn.conversation)
    .catch((error: unknown) => turn.app.log.error({ err: error }, 'a conversation could not be renewed'));
  const work = guarded(turn, () => runText(turn, textOf(context.activity)));
  const reply = await within(turn, work);
  if (reply !== undefined) return say(context, reply);
  const sent = await context.sendActivity(cardMessage(working(turn.speech)));
  late(turn, work, sent?.id);
}

async function onInvoke(turn: Turn, context: TurnContext): Promise<void> {
  const parsed = invoked.safeParse(context.activity.value);
  if (context.activity.name !== 'adaptiveCard/action' || !parsed.success)
    return respond(context, { statusCode: 400, type: messageType, value: '' });
  const { verb, data } = parsed.data.action;
  const work = guarded(turn, () => runVerb(turn, verb, data));
  const { replyToId, conversation } = context.activity as Sent;
  const isShared = conversation.conversationType !== undefined && conversation.conversationType !== 'personal';
  const reply = await within(turn, work);
  if (reply === undefined) {
    // What one person asks for does not take a card away from the others: a slow answer to that is a message of its own.
    const isOwn = verb === 'run' || replyToId === undefined;
    await respond(
      context,
      isOwn
        ? { statusCode: 200, type: messageType, value: turn.speech.say('app.working') }
        : { statusCode: 200, type: cardType, value: working(turn.speech) },
    );
    late(turn, work, isOwn ? undefined : replyToId);
    return;
  }
  if (reply.keepsCard !== undefined)
    return respond(context, { statusCode: 200, type: messageType, value: reply.keepsCard });
  await respond(context, { statusCode: 200, type: cardType, value: reply.card });
  if (reply.also !== undefined) await context.sendActivity(cardMessage(reply.also));
  // Teams replaces the card for whoever pressed; in company the others are to see the same (BOT §2.5).
  if (verb !== 'run' && replyToId !== undefined && isShared) {
    turn.app.background('card update', () => replace(turn, replyToId, reply.card));
  }
}

async function say(context: TurnContext, reply: Reply): Promise<void> {
  await context.sendActivity(cardMessage(reply.card));
  if (reply.also !== undefined) await context.sendActivity(cardMessage(reply.also));
}

const respond = async (
  context: TurnContext,
  body: { statusCode: number; type: string; value: unknown },
): Promise<void> => {
  // Teams wants HTTP 200 with the code in the body.
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
};

/** The answer, or nothing when it takes too long. */
function within({ app }: Turn, work: Promise<Reply>): Promise<Reply | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = app.clock.after(patienceMs, () => resolve(undefined));
    work.then(resolve, reject).finally(cancel);
  });
}

/** The working card becomes the answer; without one the answer is a message of its own. */
function late(turn: Turn, work: Promise<Reply>, activityId: string | undefined): void {
  turn.app.background('late answer', async () => {
    const { card, also } = await work;
    if (activityId === undefined || activityId === '') await send(turn, card);
    else await replace(turn, activityId, card);
    if (also !== undefined) await send(turn, also);
  });
}

/** Replaces a message of ours; where that fails the card is sent anew, so that the answer is not lost. */
async function replace(turn: Turn, activityId: string, card: Card): Promise<void> {
  const delivery = await turn.app.messenger.update(turn.conversation, activityId, card);
  if (delivery.kind === 'delivered') return;
  turn.app.log.warn({ turn: turn.id, delivery: delivery.kind }, 'a card could not be replaced');
  if (delivery.kind === 'failed') await send(turn, card);
}

async function send(turn: Turn, card: Card): Promise<void> {
  const delivery = await turn.app.messenger.send(turn.conversation, card);
  if (delivery.kind !== 'delivered')
    turn.app.log.warn({ turn: turn.id, delivery: delivery.kind }, 'an answer could not be sent');
}

/** Bugs and outages are caught once, here: people get a sentence and a reference, the log gets the rest. A card that was pressed stays. */
async function guarded({ app, speech, id }: Turn, run: () => Promise<Reply>): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    app.log.error({ err: error, turn: id }, 'a turn failed');
    const isGraph = error instanceof DriverError && error.code.startsWith('graph');
    const permission = error instanceof DriverError ? error.permission : undefined;
    const text =
      permission !== undefined
        ? speech.say('refuse.permission', { permission })
        : isGraph
          ? speech.say('refuse.directory')
          : speech.say('app.failedMore', { reference: escape(id) });
    return { card: notice(speech, speech.say('app.failed'), [text]), keepsCard: text };
  }
}

const working = (speech: Speech): Card => notice(speech, speech.say('app.working'), [speech.say('app.workingMore')]);

const welcome = (speech: Speech, installer: string | undefined): Card =>
  welcomeCard({
    ...frame(speech, speech.say('welcome.title'), runButtons(speech, 'setup', 'help')),
    installed:
      installer === undefined || installer === ''
        ? speech.say('welcome.installed')
        : speech.say('welcome.installedBy', { name: escape(installer) }),
    text: speech.say('welcome.text'),
    next: speech.say('welcome.next'),
  });

async function turnOf(app: App, activity: Activity): Promise<Turn> {
  const language = spokenLanguage(activity);
  const { aadObjectId } = activity.from;
  return {
    app,
    speech: await app.speech(language),
    id: activity.id ?? randomUUID(),
    person: { id: aadObjectId === '' ? undefined : aadObjectId, name: (activity as Sent).from.name ?? '' },
    conversation: conversationOf(activity, language),
    cardId: (activity as Sent).replyToId,
    localTimeZone: (activity as Sent).localTimezone ?? clientInfo(activity)?.timezone,
    files: (activity.attachments ?? []).flatMap(attachment => {
      if (attachment.contentType === 'application/vnd.microsoft.teams.file.download.info') {
        const info = fileInfo.safeParse(attachment.content);
        return info.success ? [{ name: attachment.name ?? 'attachment', url: info.data.downloadUrl }] : [];
      }
      // The message's own text comes as an attachment too; a file has an address.
      return attachment.contentUrl === undefined || attachment.contentType === 'text/html'
        ? []
        : [{ name: attachment.name ?? 'attachment', url: attachment.contentUrl }];
    }),
  };
}

/** The activity's locale decides; where there is none, the script in which somebody wrote does. */
function spokenLanguage(activity: Activity): Language {
  const locale = activity.locale ?? clientInfo(activity)?.locale;
  if (locale !== undefined) return languageOf(locale);
  return /\p{Script=Han}/u.test(textOf(activity)) ? 'zh-CN' : 'en';
}

interface ClientInfo {
  readonly type: 'clientInfo';
  readonly locale?: string;
  readonly timezone?: string;
}

const clientInfo = (activity: Activity): ClientInfo | undefined =>
  (activity.entities as readonly { readonly type: string }[] | undefined)?.find(
    (entity): entity is ClientInfo => entity.type === 'clientInfo',
  );

function conversationOf(activity: Activity, language: Language): Conversation {
  const reference = Context.getConversationReference(activity);
  // A thread's id is the channel's with its first message; alerts begin threads of their own (BOT §2.7).
  const id = activity.conversation.id.split(';messageid=')[0] ?? activity.conversation.id;
  const { serviceUrl, channelId, bot, conversation } = reference;
  return { id, locale: language, reference: { serviceUrl, channelId, bot, conversation: { ...conversation, id } } };
}

/** What was typed, without mentions of the bot and without the spaces that Teams puts around them. */
function textOf(activity: Activity): string {
  const text = typeof activity.text === 'string' ? activity.text : '';
  const mentions = (activity.entities ?? []).flatMap(entity => {
    const { type, text: said, mentioned } = entity as { type: string; text?: string; mentioned?: { id?: string } };
    return type === 'mention' && mentioned?.id === activity.recipient.id && typeof said === 'string' ? [said] : [];
  });
  return mentions
    .reduce((left, mention) => left.replaceAll(mention, ' '), text)
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
