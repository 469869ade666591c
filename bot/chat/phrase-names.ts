import { phraseTables } from '../../cards/phrases.ts';
import { isSaid } from './phrase-classifier.ts';
import { slotPart, type Part } from './phrase-parts.ts';
import { isListed, meaningAt, stemOf, tokensOf, type Token } from './phrase-words.ts';

// Whom a sentence names: nobody keeps a list of names, so they are told by how they are written and by what no list has.

/** What stands before a name, and tells that it is one; and what is put in the place of a title. */
export const mention = '@';
export const titleMark = '\uFFFC';

/** How long a given name is in a script that writes no spaces. */
const longestGiven = 2;
/** Longer ones are lists, which are typed after the command. */
const mostNameWords = 5;

/** Unknown words beside each other are a person, where they look like a name. */
export function withNames(text: string, all: readonly Token[], parts: readonly Part[]): readonly Part[] {
  const named: Part[] = [];
  for (let from = 0; from < parts.length;) {
    let to = from;
    while (to < parts.length && isNamePart(text, all, parts, from, to)) to += 1;
    const first = parts[from];
    if (first === undefined) break;
    const typed = text.slice(all[first.at]?.start, all[parts[to - 1]?.at ?? 0]?.end);
    const called = calledAt(text, all, first.at);
    const isGiven =
      isMentioned(text, all[first.at]) ||
      (!isPlace(text, all[first.at]?.start ?? 0, typed) &&
        isName(typed, to - from, first.at, all.length) &&
        beginsWord(text, all[first.at]?.start ?? 0, typed));
    if (called !== undefined && first.slot === undefined) {
      const next = parts.findIndex(({ at }) => at >= first.at + called.length);
      named.push(slotPart({ name: 'person', typed: called, length: called.length }, first.at)[0]);
      from = next === -1 ? parts.length : next;
    } else if (to > from && isGiven) {
      // A first name may be like a word: Sam is the stem of "same".
      const last = named.at(-1);
      const before = isInitial(text, all, last, first) || isFirstName(text, all, last, first) ? named.pop() : undefined;
      const at = before?.at ?? first.at;
      const whole = text.slice(all[at]?.start, all[parts[to - 1]?.at ?? 0]?.end);
      named.push(slotPart({ name: 'person', typed: whole, length: to - from }, at)[0]);
      from = to;
    } else {
      // In a script without spaces a name may begin later: 取陈静.
      const next = /^\p{Script=Han}/u.test(typed) ? from + 1 : Math.max(to, from + 1);
      named.push(...parts.slice(from, next));
      from = next;
    }
  }
  return named;
}

/** Whether one capital with a point stands before a name, R. Feldman, and names nothing else: "we chose plan B. Ana Costa is blocked". */
function isInitial(text: string, all: readonly Token[], part: Part | undefined, name: Part): boolean {
  const token = all[part?.at ?? -1];
  return (
    token !== undefined &&
    part?.at === name.at - 1 &&
    /^\p{Lu}\. ?\p{Lu}/u.test(text.slice(token.start)) &&
    !listed('lettered').includes(all[part.at - 1]?.word ?? '')
  );
}

/** Whether a word with a capital, which begins no sentence and is in no list, stands before a name. */
function isFirstName(text: string, all: readonly Token[], part: Part | undefined, name: Part): boolean {
  const token = all[part?.at ?? -1];
  if (part === undefined || token === undefined || part.slot !== undefined || part.at !== name.at - 1) return false;
  const begins = part.at === 0 || /[.!?:;]\s*$/.test(text.slice(0, token.start));
  return (
    (!begins || meaningAt([token], 0) === undefined) &&
    /^\p{Lu}\p{Ll}/u.test(text.slice(token.start)) &&
    noMark(text, all, name.at) &&
    !isListed(token.word)
  );
}

/** Things that are written with a capital as names are, and may stand behind one: "give Ana Credits". */
const things: ReadonlySet<string> = new Set(['credits', 'license', 'conferencing', 'department', 'budget', 'alert']);

/** Behind these stands a place; behind these a thing, if it is one word or written small; and behind these, if it is written small. */
const beforePlaces = /\b(?:in|at|near) $/i;
const beforeThings = /\b(?:the|an?|their|his|its) $/i;
const beforeOwn = /\b(?:my|our|your) $/i;

/** Whether it is no name by what stands before it: in Cork, the Lakeside desk, my new colleague. */
function isPlace(text: string, start: number, typed: string): boolean {
  const before = text.slice(0, start);
  const isSmall = !/^\p{Lu}/u.test(typed);
  return (
    beforePlaces.test(before) ||
    (beforeThings.test(before) && (isSmall || !typed.includes(' '))) ||
    (beforeOwn.test(before) && isSmall)
  );
}

/** Whom a word of Han calls: 小刘, 李主任, 阿龙, and whoever stands behind @. What the dictionary has is no name: 小时, 阿姨. */
function calledAt(text: string, all: readonly Token[], at: number): string | undefined {
  const { start = 0, word = '' } = all[at] ?? {};
  if (!isHan(word)) return undefined;
  const rest = text.slice(start);
  colleagues ??= new RegExp(
    `^(?:${listed('surnames').join('|')})(?:${listed('familiar')
      .filter(called => called.startsWith('{s}'))
      .map(called => called.slice('{s}'.length))
      .join('|')})`,
    'u',
  );
  if (text[start - 1] === mention) return mentionedInHan(rest, all, at);
  const found = segmentAt(text, start);
  if (found?.index !== start) return undefined;
  const short = rest.slice(0, 2);
  const isShort =
    found.segment === short
      ? listed('familiar').includes(short)
      : isFamiliar(short) && found.segment.length === 1 && segmentAt(text, start + 1)?.segment.length === 1;
  return colleagues.exec(rest)?.[0] ?? (isShort ? short : undefined);
}

let colleagues: RegExp | undefined;

/** Who is picked with @: all of a few characters, or what of more looks like a name: 给@王芳分配. */
function mentionedInHan(rest: string, all: readonly Token[], at: number): string | undefined {
  const [run = ''] = /^\p{Script=Han}+/u.exec(rest) ?? [];
  if (run.length > 1 && run.length <= longestMention) return run;
  const length = meaningAt(all, at + 2) === undefined && isHanName(rest.slice(0, 3), 3) ? 3 : 2;
  return colleagues?.exec(rest)?.[0] ?? (isHanName(rest.slice(0, length), length) ? rest.slice(0, length) : undefined);
}

const longestMention = 4;

/** Whether a word, though small, may be of a name: `can adele vance call`. No phrase has it. */
const isStrange = ({ word }: Token): boolean => /^[a-z]{3,}$/.test(word) && !isSaid(stemOf(word));

function isNamePart(text: string, all: readonly Token[], parts: readonly Part[], from: number, at: number): boolean {
  const part = parts[at];
  const token = all[part?.at ?? -1];
  if (part === undefined || token === undefined) return false;
  const isCapitalized = /^\p{Lu}/u.test(text.slice(token.start));
  if (isMentioned(text, all[parts[from]?.at ?? -1]))
    return isCapitalized && part.slot === undefined && (at === from || noMark(text, all, part.at));
  // What has a capital and ends what is said ends a name of one word, though it is a word too: Omar Price.
  const goesOn =
    at === from + 1 &&
    part.slot === undefined &&
    (!part.isCommon || /\p{Script=Han}/u.test(text)) &&
    (part.at + 1 >= all.length ||
      !noMark(text, all, part.at + 1) ||
      isHan(all[part.at + 1]?.word ?? '') ||
      !part.ideas.some(idea => things.has(idea))) &&
    /^\p{Lu}\p{Ll}/u.test(text.slice(token.start));
  if (goesOn && noMark(text, all, part.at)) return true;
  if (part.isKnown) return false;
  if (isHan(token.word))
    return at === from || (isHan(all[parts[from]?.at ?? -1]?.word ?? '') && all[part.at - 1]?.end === token.start);
  // A capital begins a sentence, but none in a script that has no capitals.
  const isBeginning = part.at === 0 && isSaid(stemOf(token.word)) && !/\p{Script=Han}/u.test(text);
  const isCapital = isCapitalized && !isBeginning;
  if (at === from) return isCapital || isStrange(token);
  // "MFA enforced" is nobody; Ana de Souza is somebody, and Adele vance.
  const isAcronym = /^\p{Lu}{2}/u.test(text.slice(all[parts[from]?.at ?? -1]?.start));
  return (isCapital || particles.has(token.word) || (!isAcronym && isStrange(token))) && noMark(text, all, part.at);
}

/** What stands small in the middle of names. */
const particles: ReadonlySet<string> = new Set('al bin da de del den der di dos el la le van von y'.split(' '));

export const isHan = (word: string): boolean => /\p{Script=Han}/u.test(word);

/** Whether a name begins with a word, whatever else that may mean: "@Tim Lorenz". */
const isMentioned = (text: string, token: Token | undefined): boolean =>
  token !== undefined &&
  [mention, titleMark].includes(text[token.start - 1] ?? '') &&
  /^\p{Lu}/u.test(text.slice(token.start));

/** A comma parts two names. */
export const noMark = (text: string, all: readonly Token[], at: number): boolean =>
  /^\s*$/.test(text.slice(all[at - 1]?.end, all[at]?.start));

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
let segmented: { readonly text: string; readonly segments: Intl.Segments } | undefined;

/** The word of the dictionary that stands at a place; a text is parted once. */
export function segmentAt(text: string, at: number): Intl.SegmentData | undefined {
  if (segmented?.text !== text) segmented = { text, segments: segmenter.segment(text) };
  return segmented.segments.containing(at);
}

/** Whether what may be a name is a word of the dictionary, and of phrases: 范围. */
export function isOrdinary(text: string, at: number, typed: string): boolean {
  const word = segmentAt(text, at);
  return word?.index === at && word.segment === typed && isSaid(`${typed}>`);
}

/** Whether no word of the dictionary goes on here, and none is what a colleague would be called: 程令 of 过程令人困惑 is nobody, nor is 阿姨, or 阿联 of 阿联酋. */
function beginsWord(text: string, at: number, typed: string): boolean {
  const word = segmentAt(text, at);
  return (
    word?.index === at &&
    word.segment.length <= typed.length &&
    !(word.segment === typed && isFamiliar(typed)) &&
    !isOrdinary(text, at, typed)
  );
}

let surnames: readonly string[] | undefined;
let familiar: readonly string[] | undefined;

const listed = (name: 'surnames' | 'familiar' | 'lettered'): readonly string[] =>
  Object.values(phraseTables).flatMap(table => table[name].split('; ').filter(Boolean));

/** A surname and what follows it; or what a colleague is called: 小刘, 阿伟. */
export function isHanName(typed: string, length: number): boolean {
  surnames ??= listed('surnames');
  return (
    surnames.some(name => typed.startsWith(name) && length > name.length && length <= name.length + longestGiven) ||
    (length === 2 && isFamiliar(typed))
  );
}

/** Whether a colleague is called so, by half a name. */
function isFamiliar(typed: string): boolean {
  familiar ??= listed('familiar');
  return familiar.some(called => typed === called || typed === called.replace('{n}', typed.slice(1)));
}

/** Latin names have capitals, and one word that begins a sentence may have it for that; two strange words in others are one too. */
function isName(typed: string, length: number, at: number, among: number): boolean {
  if (/^\p{Script=Han}/u.test(typed)) return isHanName(typed, length);
  // Titles have capitals too.
  if (tokensOf(typed).every(({ word }) => isSaid(stemOf(word)))) return false;
  if (!/\p{Lu}/u.test(typed)) return length === 2 && among > 3;
  return length <= mostNameWords && (length > 1 || at > 0) && /\p{Ll}/u.test(typed);
}
