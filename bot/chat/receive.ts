import { secondMs, type Hash, type Instant } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { languageOf, type Language } from '../../cards/words.ts';
import {
  DriverError,
  type Clock,
  type Exchange,
  type Incoming,
  type Log,
  type Messenger,
  type UploadPlace,
  type SandboxPerson,
  type SuggestedChoice,
} from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { within } from '../work/within.ts';
import { failureText } from './failure.view.ts';
import { Meanwhile } from './meanwhile.ts';
import { notice } from './notice.view.ts';
import type { RateLimits } from './rate-limits.ts';
import { earlierIdOf, turnIdOf } from './request-id.ts';
import type { Hours, Speech } from './speech.ts';
import type { Reply, Turn } from './turn.ts';
import { welcome, working } from './welcome.view.ts';

/** What a conversation needs of the program around it. */
export interface Chat {
  readonly clock: Clock;
  readonly log: Log;
  readonly hash: Hash;
  /** When this program began to serve. */
  readonly startedAt: Instant;
  readonly messenger: Messenger;
  /** Undefined where a test of the sandbox may ask as often as it likes. */
  readonly rateLimits: RateLimits | undefined;
  readonly background: Background;
  /** Words in that language, in this tenant's time zone; dates as in the region of the client's locale. */
  readonly speech: (language: Language, clientLocale?: string, hours?: Hours) => Promise<Speech>;
  /** What somebody chose for the conversations that they alone read; null where Teams decides. */
  readonly ownChoice: (personId: string | undefined) => Promise<OwnChoice>;
  /** The organization's where several read and the client says none; undefined where it chose none. */
  readonly languageUnsaid: () => Promise<Language | undefined>;
  /** As whom a person acts; undefined when as themselves, as everybody does outside the sandbox (B5). */
  readonly actingAs: (personId: string) => Promise<SandboxPerson | undefined>;
  /**
   * Called for each message, with who sent it: the conversation's service address may have changed (T8). Whether it was gone, and is told
   * alerts again.
   */
  readonly heard: (turn: Turn) => Promise<boolean>;
  /** Called where the bot was added: whether it is to introduce itself, to say that it goes on as before, or has just done so. */
  readonly installed: (turn: Turn) => Promise<'new' | 'back' | 'known'>;
  /** Called where the bot was removed, or something has another name. */
  readonly changed: (incoming: Incoming & { readonly kind: 'removed' | 'renamed' }) => Promise<void>;
  /** How things stand, where they are set up, in a sentence for anybody of the organization; '' before. */
  readonly standing: (speech: Speech) => Promise<string>;
  readonly runText: (turn: Turn, text: string) => Promise<Reply>;
  /** Whether the card of that button stays, where others see it or anywhere, and its answer is for whoever pressed. */
  readonly isAnsweredBeside: (verb: string, isShared: boolean) => boolean;
  /** What to choose from in a field of a card while somebody types; nothing where they may not. */
  readonly suggestions: (turn: Turn, asked: Searching) => Promise<readonly SuggestedChoice[]>;
  readonly runVerb: (turn: Turn, verb: string, data: unknown) => Promise<Reply>;
  /** What an offered file's answer leads to; `place` is where to save it, undefined where it was declined. */
  readonly fileAnswered: (
    turn: Turn,
    answer: { readonly context: unknown; readonly place: UploadPlace | undefined },
  ) => Promise<void>;
}

/** How one person wants to be spoken to. */
export interface OwnChoice {
  readonly language: Language | null;
  readonly hours: Hours | null;
}

/** What is typed, and into which field. */
export type Searching = Pick<Incoming & { readonly kind: 'search' }, 'dataset' | 'text'>;

/** Every turn answers within 2 s (B12); what takes longer shows a working card that becomes the answer. */
const answeredWithinMs = 1800;

/** One message or press in, one card out. */
export async function receive(chat: Chat, incoming: Incoming, exchange: Exchange): Promise<void> {
  // Nobody asked for anything, and nobody is answered.
  if (incoming.kind === 'removed' || incoming.kind === 'renamed') return chat.changed(incoming);
  const isAutomatic = incoming.kind === 'search' || (incoming.kind === 'press' && incoming.isAutomatic);
  const allowed = chat.rateLimits?.allow(incoming.person.id ?? '', isAutomatic ? 'automatic' : 'asked') ?? 'done';
  if (allowed !== 'done') return onTooMuch(chat, incoming, exchange, allowed === 'refused');
  const turn = await turnOf(chat, incoming);
  switch (incoming.kind) {
    case 'message':
      return onMessage(chat, turn, incoming.text, exchange);
    case 'press':
      return onPress(chat, turn, incoming, exchange);
    case 'search':
      return onSearch(chat, turn, incoming, exchange);
    case 'file-answered':
      // Making and saving it takes longer than Teams waits; what becomes of it is told in place of the offer.
      chat.background.start('hand over a file', () => chat.fileAnswered(turn, incoming));
      return;
    default:
      return onInstalled(chat, turn, incoming.person.name, exchange);
  }
}

/** One welcome, however often it is said that the bot was added; where it was before, that everything is as it was. */
async function onInstalled(chat: Chat, turn: Turn, installer: string, exchange: Exchange): Promise<void> {
  const { speech } = turn;
  switch (await chat.installed(turn)) {
    case 'new':
      await exchange.say(welcome(speech, { installer, standing: await chat.standing(speech) }));
      return;
    case 'back':
      await exchange.say(alertsAgain(speech));
      return;
    default:
  }
}

const alertsAgain = (speech: Speech): Card => notice(speech, speech.say('alerts.title'), [speech.say('alerts.again')]);

/** One sentence the first time; after that silence, which of a press is an empty answer, since Teams shows a failure for none. */
async function onTooMuch(chat: Chat, incoming: Incoming, exchange: Exchange, isTold: boolean): Promise<void> {
  const { language, hours } = await spokenTo(chat, incoming);
  const speech = await chat.speech(language, incoming.locale, hours);
  const text = isTold ? speech.say('app.tooMuch') : '';
  if (incoming.kind === 'search') await exchange.suggest([]);
  else if (incoming.kind === 'press') await exchange.answer(text);
  else if (isTold) await exchange.say(notice(speech, speech.say('refuse.title'), [text]));
}

async function onMessage(chat: Chat, turn: Turn, text: string, exchange: Exchange): Promise<void> {
  const isBack = await chat.heard(turn).catch((error: unknown) => {
    chat.log.error({ err: error }, 'a conversation could not be renewed');
    return false;
  });
  if (isBack) await exchange.say(alertsAgain(turn.speech));
  const work = guarded(chat, turn, () => chat.runText(turn, text));
  const reply = await within(chat.clock, answeredWithinMs, work);
  if (reply === undefined) {
    answerLate(chat, turn, work, { workingCardId: await exchange.say(working(turn.speech)) });
    return;
  }
  await exchange.say(reply.card);
  if (reply.also !== undefined) await exchange.say(reply.also);
}

async function onPress(
  chat: Chat,
  turn: Turn,
  { verb, data, cardId, isShared }: Incoming & { readonly kind: 'press' },
  exchange: Exchange,
): Promise<void> {
  // A command run from a button must not replace a card that others see: its slow answer is a message of its own.
  const isOwn = chat.isAnsweredBeside(verb, isShared) || cardId === undefined;
  const work = guarded(chat, turn, () => chat.runVerb(turn, verb, data));
  const reply = await within(chat.clock, answeredWithinMs, work);
  if (reply === undefined) {
    await exchange.answer(isOwn ? turn.speech.say('app.working') : working(turn.speech));
    answerLate(chat, turn, work, {
      workingCardId: isOwn ? undefined : cardId,
      sharedCardId: isShared ? cardId : undefined,
    });
    return;
  }
  if (reply.keepsCard !== undefined) return exchange.answer(reply.keepsCard);
  await exchange.answer(reply.card);
  if (reply.also !== undefined) await exchange.say(reply.also);
  // Teams replaces the card only for the person who pressed: where others see it, the message is updated too (T5).
  if (!isOwn && isShared)
    chat.background.start('card update', () => replace(chat, turn, cardId, reply.shared ?? reply.card));
}

/** Nothing is suggested where it fails or takes long: the next letter asks again. */
async function onSearch(chat: Chat, turn: Turn, asked: Searching, exchange: Exchange): Promise<void> {
  const found = chat.suggestions(turn, asked).catch((error: unknown) => {
    chat.log.warn({ err: error, turn: turn.id }, 'nobody could be suggested');
    return [];
  });
  await exchange.suggest((await within(chat.clock, answeredWithinMs, found)) ?? []);
}

/** The working card becomes the answer; without one the answer is a message of its own. */
function answerLate(
  chat: Chat,
  turn: Turn,
  work: Promise<Reply>,
  pressed: { readonly workingCardId: string | undefined; readonly sharedCardId?: string | undefined },
): void {
  chat.background.start('late answer', async () => {
    const { workingCardId = '', sharedCardId } = pressed;
    const { card, also, keepsCard, shared = card } = await followed(chat, turn, work, workingCardId);
    // Without a working card the pressed one is still there: only what is new is sent, and to everybody there.
    if (workingCardId === '') return send(chat, turn, also ?? (sharedCardId === undefined ? card : shared));
    // The others still see the card that was pressed: a refusal to one person does not take it away.
    if (keepsCard !== undefined && sharedCardId !== undefined) return send(chat, turn, card);
    await replace(chat, turn, workingCardId, sharedCardId === undefined ? card : shared);
    if (also !== undefined) await send(chat, turn, also);
  });
}

/** Often enough for a reader, and within Teams' limit on message updates (T2). */
const shownEveryMs = 4 * secondMs;

/** Waits for the answer; the working card shows meanwhile what the work has come to. */
async function followed(chat: Chat, turn: Turn, work: Promise<Reply>, workingCardId: string): Promise<Reply> {
  if (workingCardId === '') return work;
  for (;;) {
    const reply = await within(chat.clock, shownEveryMs, work);
    if (reply !== undefined) return reply;
    const card = turn.meanwhile?.take();
    if (card !== undefined) await chat.messenger.update(turn.conversation, workingCardId, card);
  }
}

/** Replaces a message of ours; where that fails the card is sent anew, so that the answer is not lost. */
async function replace(chat: Chat, turn: Turn, activityId: string, card: Card): Promise<void> {
  const delivery = await chat.messenger.update(turn.conversation, activityId, card);
  if (delivery.kind === 'delivered') return;
  chat.log.warn({ turn: turn.id, delivery: delivery.kind }, 'a card could not be replaced');
  if (delivery.kind !== 'gone') await send(chat, turn, card);
}

async function send({ messenger, log }: Chat, turn: Turn, card: Card): Promise<void> {
  const delivery = await messenger.send(turn.conversation, card);
  if (delivery.kind !== 'delivered')
    log.warn({ turn: turn.id, delivery: delivery.kind }, 'an answer could not be sent');
}

/**
 * Bugs and outages are caught once, here: people get a sentence and a reference, the log gets the rest. A pressed card
 * stays; a working card that took its place in a chat of their own becomes the sentence.
 */
async function guarded({ log }: Chat, { speech, id }: Turn, run: () => Promise<Reply>): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    log.error({ err: error, turn: id }, 'a turn failed');
    const text = failureText(speech, error instanceof DriverError ? error : undefined, id);
    return { card: notice(speech, speech.say('app.failed'), [text]), keepsCard: text };
  }
}

async function turnOf(chat: Chat, incoming: Incoming): Promise<Turn> {
  const { speech, hash, clock, startedAt, actingAs } = chat;
  const { language, hours } = await spokenTo(chat, incoming);
  const spoken = await speech(language, incoming.locale, hours);
  const other = incoming.person.id === undefined ? undefined : await actingAs(incoming.person.id);
  return {
    speech: other === undefined ? spoken : { ...spoken, actingAs: other },
    id: turnIdOf(hash, { conversation: incoming.conversation.id, activity: incoming.id }),
    earlierId: earlierIdOf(incoming.id, { startedAt, now: clock.now() }),
    key: incoming.key,
    person: other ?? incoming.person,
    sender: incoming.person,
    conversation: { ...incoming.conversation, locale: language },
    ...{ where: incoming.where, channelType: incoming.channelType },
    cardId: incoming.kind === 'press' || incoming.kind === 'file-answered' ? incoming.cardId : undefined,
    localTimeZone: incoming.timeZone,
    locale: incoming.locale,
    files: incoming.kind === 'message' ? incoming.files : [],
    meanwhile: new Meanwhile(),
    mentions: incoming.kind === 'message' ? incoming.mentions : [],
  };
}

/** Where one person alone reads it, what they chose; else what their client says, the organization chose, or the message is written in. */
async function spokenTo(
  { ownChoice, languageUnsaid }: Chat,
  incoming: Incoming,
): Promise<{ readonly language: Language; readonly hours: Hours | undefined }> {
  if (incoming.isShared) {
    const unsaid = incoming.locale === undefined ? await languageUnsaid().catch(() => undefined) : undefined;
    return { language: unsaid ?? spokenLanguage(incoming), hours: undefined };
  }
  const own = await ownChoice(incoming.person.id);
  return { language: own.language ?? spokenLanguage(incoming), hours: own.hours ?? undefined };
}

/** The client's locale decides; without one, the script of the message. */
function spokenLanguage(incoming: Incoming): Language {
  if (incoming.locale !== undefined) return languageOf(incoming.locale);
  return incoming.kind === 'message' && /\p{Script=Han}/u.test(incoming.text) ? 'zh-CN' : 'en';
}
