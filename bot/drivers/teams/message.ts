import type { MessageOptions } from '../../ports/index.ts';
import { cardMessage, type TeamsMessage } from './card-message.ts';

/** The longest text of a notification, in characters as they are seen. */
const longestSummary = 150;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });

/** A message that is only a card, with what Teams shows and tells beside it. */
export function messageOf(card: unknown, { summary, mentions = [], isInFeed = false }: MessageOptions): TeamsMessage {
  const named = mentions.filter(({ text }) => isIn(card, text));
  return {
    ...cardMessage(named.length === 0 ? card : withMentions(card as MentioningCard, named)),
    ...(summary !== undefined && { summary: cutSummary(summary) }),
    ...(isInFeed && { channelData: { notification: { alert: true } } }),
  };
}

interface MentioningCard {
  readonly msteams?: { readonly entities?: readonly unknown[] };
}

/** A mention is told by an entity whose text stands in the card, letter by letter (T19). */
function withMentions(card: MentioningCard, mentions: NonNullable<MessageOptions['mentions']>): unknown {
  const entities = mentions.map(({ kind, id, text }) => {
    const name = text.replaceAll(/<\/?at>/g, '');
    return { type: 'mention', text, mentioned: { id, name, ...(kind === 'tag' && { type: 'tag' }) } };
  });
  return { ...card, msteams: { ...card.msteams, entities: [...(card.msteams?.entities ?? []), ...entities] } };
}

/** An entity for a text that is not in the card would be a mistake to Teams. */
const isIn = (card: unknown, text: string): boolean => JSON.stringify(card).includes(JSON.stringify(text).slice(1, -1));

/** Of a character with many marks over it, this is enough. */
const longestRead = 2000;

/** A line of plain text that ends with a word, and says where more was. */
export function cutSummary(text: string): string {
  const line = text
    .slice(0, longestRead)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const seen = characters.segment(line)[Symbol.iterator]();
  const [last, next] = seen.drop(longestSummary - 1);
  if (last === undefined || next === undefined) return line;
  const end = last.index;
  const begins = words.segment(line).containing(end)?.index ?? end;
  // A word that fills the line is cut.
  return `${line.slice(0, begins === 0 ? end : begins).trimEnd()}…`;
}
