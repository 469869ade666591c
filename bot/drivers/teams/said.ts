import { z } from 'zod';
import type { Mention } from '../../ports/index.ts';
import { id, name, objectId, shortText } from './activity-fields.ts';

const mention = z.object({
  type: z.literal('mention'),
  text: shortText,
  mentioned: z.object({ id, name, aadObjectId: objectId, type: shortText }),
});

/** What a message says, and to whom. */
interface Said {
  readonly text?: string | undefined;
  readonly entities: readonly unknown[];
  readonly recipient: { readonly id: string; readonly name?: string | undefined };
}

/** What was typed, without mentions of the bot and without the spaces that Teams puts around them; others are mentioned by name (T22). */
export function saidIn({ text: typed = '', entities, recipient }: Said): {
  readonly text: string;
  readonly mentions: readonly Mention[];
} {
  const found = entities.flatMap(entity => {
    const { data } = mention.safeParse(entity);
    if (data === undefined) return [];
    const { mentioned } = data;
    const place = placeIn(typed, data.text, mentioned.name);
    const called = [place, data.text, mentioned.name].find(one => one !== undefined && one !== '') ?? '';
    return [{ place, called, isBot: accountOf(mentioned.id) === accountOf(recipient.id), mentioned }];
  });
  const others = found
    .filter(({ isBot, called }) => !isBot && called !== '')
    .map(({ place, called, mentioned }) => ({
      place,
      // What would separate it from itself in a list of names is no part of it.
      name: decoded(called.replaceAll(/<[^<>]*>/g, ''))
        .replaceAll(/[\s,;，；、]+/g, ' ')
        .trim(),
      kind: mentioned.type === 'tag' ? ('tag' as const) : ('person' as const),
      personId: mentioned.aadObjectId,
      teamsId: mentioned.id,
    }));
  const bots = found.filter(({ isBot }) => isBot);
  const withoutBot = withoutMentions(typed, {
    names: [recipient.name, ...bots.map(({ mentioned }) => mentioned.name)].filter(one => one !== undefined),
    own: bots.map(({ place }) => place),
    others: others.map(({ place }) => place),
  });
  // One mention right after another is of somebody else.
  const apart = withoutBot.replaceAll(/(<\/at>)(?:\s|&nbsp;)*(?=<at)/g, '$1, ');
  const said = others
    .filter(({ place }) => place !== '')
    .reduce((left, { place, name: called }) => left.replaceAll(place, () => ` ${called} `), apart)
    .replaceAll(tag, ' $1 ')
    .replaceAll('&nbsp;', ' ')
    // A pasted list has one name on each line.
    .replaceAll(/\s*\n\s*/g, ' \n ')
    .trim()
    .replaceAll('\n', ';')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { text: said, mentions: others.map(({ place: _, ...other }) => other) };
}

const tag = /<at(?:\s[^<>]*)?>([^<>]*)<\/at>/gi;

/** An account's id without the channel's prefix, which not every client writes. */
const accountOf = (whole: string): string => whole.replace(/^\d+:/, '').toLowerCase();

/** Where a mention stands: by its own text, else by the tag around its name; '' where it stands nowhere. */
function placeIn(typed: string, said: string | undefined, called: string | undefined): string {
  if (said !== undefined && said !== '' && typed.includes(said)) return said;
  return [...typed.matchAll(tag)].find(([, inner = '']) => isSame(inner, called))?.[0] ?? '';
}

/** Without the bot's mentions: those told of, tags around its name, and its name with an @, or alone where it is mentioned by id only. */
function withoutMentions(
  typed: string,
  {
    names,
    own,
    others,
  }: { readonly names: readonly string[]; readonly own: readonly string[]; readonly others: readonly string[] },
): string {
  const told = own.filter(place => place !== '');
  const tagged = [...typed.matchAll(tag)]
    .filter(([whole, inner = '']) => !others.includes(whole) && names.some(called => isSame(inner, called)))
    .map(([whole]) => whole);
  const places = new Set([...told, ...tagged]);
  const left = [...places].reduce((rest, place) => rest.replaceAll(place, ' '), typed);
  const isUnplaced = own.length > 0 && places.size === 0;
  const called = names.flatMap(one => (isUnplaced ? [`@${one}`, one] : [`@${one}`]));
  return called.reduce((rest, one) => withoutBeginning(rest, one), left);
}

/** A text that does not begin with that name, in whatever case. */
function withoutBeginning(whole: string, called: string): string {
  const rest = whole.trimStart();
  const after = rest.slice(called.length);
  const isNamed = called.trim().length > 1 && rest.slice(0, called.length).toLowerCase() === called.toLowerCase();
  return isNamed && /^(?:$|[\s,:，：]|&nbsp;)/.test(after) ? after.replace(/^(?:[\s,:，：]|&nbsp;)+/, '') : whole;
}

const isSame = (inner: string, called: string | undefined): boolean =>
  called !== undefined && plainName(inner) === plainName(called) && plainName(called) !== '';

/** A name as it is compared, whichever way it is written. */
const plainName = (whole: string): string => decoded(whole).replaceAll(/\s+/g, ' ').trim().toLowerCase();

/** A text of markup as it is read. */
const decoded = (whole: string): string =>
  whole
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
