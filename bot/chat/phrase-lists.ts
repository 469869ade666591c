import { isHan, isHanName, noMark } from './phrase-names.ts';
import { slotPart, type Part } from './phrase-parts.ts';
import { meaningAt, type Token } from './phrase-words.ts';

// Beside somebody in a list stands somebody else, whatever else their name may mean: 孙倩、马超, "Andrei Pop, Marcus Bell".

interface Text {
  readonly text: string;
  readonly all: readonly Token[];
}

/** Some words of a text: from one token to before another. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Only lists have these. */
const marks = /^\s*[、&+]\s*$/u;

const joining: ReadonlySet<string> = new Set(['and', '和', '与', '及']);

/** Those who stand in a list beside somebody whom a sentence names are named too. */
export function withListedNames(text: string, all: readonly Token[], parts: readonly Part[]): readonly Part[] {
  const read = { text, all };
  let named = parts;
  const spanOf = (place: number): Span => ({
    from: named[place]?.at ?? all.length,
    to: named[place + 1]?.at ?? all.length,
  });
  const isPerson = (place: number): boolean => named[place]?.slot?.name === 'person';
  for (let place = 0; place < named.length; place += 1)
    if (isPerson(place)) named = withPerson(read, named, behind(read, spanOf(place)));
  for (let place = named.length - 1; place >= 0; place -= 1) {
    if (!isPerson(place)) continue;
    const before = inFrontOf(read, spanOf(place));
    named = withPerson(read, named, before);
    if (before !== undefined) place = named.findIndex(({ at }) => at >= before.to);
  }
  return named;
}

/**
 * Whether a list names more than is made out: a mark of lists parts somebody from what nobody knows (刘建、成龙), or a department stands beside
 * another, or is a part of a name: Sales and Marketing.
 */
export function isListOpen(text: string, all: readonly Token[], parts: readonly Part[]): boolean {
  const isPerson = ({ slot }: Part): boolean => slot?.name === 'person';
  return parts.some((part, place) => {
    const next = parts[place + 1];
    if (next === undefined) return false;
    const hasMark = marks.test(text.slice(all[next.at - 1]?.end, all[next.at]?.start));
    if (hasMark && isPerson(part) !== isPerson(next)) {
      const other = isPerson(part) ? next : part;
      return other.slot === undefined && !isDepartment(other);
    }
    const behind = joining.has(all[next.at]?.word ?? '') ? parts[place + 2] : hasMark ? next : undefined;
    if (behind === undefined) return false;
    if (isPerson(part) !== isPerson(behind)) return saysNothing(isPerson(part) ? behind : part);
    if (isDepartment(part) === isDepartment(behind)) return false;
    const other = isDepartment(part) ? behind : part;
    return other.ideas.includes('department') || isCapitalized({ text, all }, other.at);
  });
}

/** Whether a word means nothing, and may be a name that is written small: ben. */
const saysNothing = ({ ideas, isCommon, slot }: Part): boolean => slot === undefined && ideas.length === 0 && !isCommon;

const isDepartment = ({ ideas }: Part): boolean => ideas.includes('{department}');

/** With some words as one person, where nothing else is in them. */
function withPerson({ text, all }: Text, parts: readonly Part[], span: Span | undefined): readonly Part[] {
  if (span === undefined) return parts;
  const first = parts.findIndex(({ at }) => at === span.from);
  const next = parts.findIndex(({ at }) => at >= span.to);
  const behindThem = next === -1 ? parts.length : next;
  const own = parts.slice(first, behindThem);
  const ends = parts[behindThem]?.at ?? all.length;
  if (first === -1 || ends !== span.to || own.some(({ slot }) => slot !== undefined)) return parts;
  const typed = text.slice(all[span.from]?.start, all[span.to - 1]?.end);
  const [person] = slotPart({ name: 'person', typed, length: own.length }, span.from);
  return [...parts.slice(0, first), person, ...parts.slice(behindThem)];
}

/** Who stands behind somebody. */
function behind(read: Text, { to }: Span): Span | undefined {
  const { all } = read;
  const isJoined = joining.has(all[to]?.word ?? '');
  const at = isJoined ? to + 1 : to;
  const isSure = isSureBetween(read, to, at);
  if (isSure === undefined) return undefined;
  const length = isHan(all[at]?.word ?? '')
    ? [3, 2].find(count => isHanNameAt(read, at, count) && !isWord(all, at, count))
    : latinName(read, { from: at, to: at + capitalsFrom(read, at) }, isSure || isJoined);
  return length === undefined ? undefined : { from: at, to: at + length };
}

/** Who stands in front of somebody. */
function inFrontOf(read: Text, { from }: Span): Span | undefined {
  const { all } = read;
  const isJoined = joining.has(all[from - 1]?.word ?? '');
  const to = isJoined ? from - 1 : from;
  const isSure = isSureBetween(read, to, from);
  if (isSure === undefined) return undefined;
  const length = isHan(all[to - 1]?.word ?? '')
    ? [3, 2].find(count => isHanNameAt(read, to - count, count) && !isWord(all, to - count, count))
    : latinName(read, { from: to - Math.min(2, capitalsBefore(read, to)), to }, isSure);
  return length === undefined ? undefined : { from: to - length, to };
}

/**
 * Whether only lists have what parts two names, of which one ends before a token and the other begins at one: a comma has other uses. Undefined where
 * nothing parts them.
 */
function isSureBetween({ text, all }: Text, end: number, at: number): boolean | undefined {
  if (end === 0 || at >= all.length) return undefined;
  const between = text.slice(all[end - 1]?.end, all[at]?.start);
  if (marks.test(between)) return true;
  const isJoined = at > end || joining.has(all[end]?.word ?? '');
  return isJoined || /^\s*[,;]\s*$/.test(between) ? false : undefined;
}

/** A name of so many characters of a script without spaces; what is a word itself begins behind it. */
function isHanNameAt(read: Text, at: number, count: number): boolean {
  const { text, all } = read;
  const tokens = all.slice(Math.max(0, at), at + count);
  const isWhole =
    at >= 0 &&
    tokens.length === count &&
    tokens.every(({ word }, index) => isHan(word) && (index === 0 || noMark(text, all, at + index)));
  if (!isWhole || (count > 2 && meaningAt(all, at + 2) !== undefined)) return false;
  return isHanName(text.slice(tokens[0]?.start, tokens.at(-1)?.end), count);
}

/** Whether the words of the tables that begin here are as long as a name. */
const isWord = (all: readonly Token[], at: number, count: number): boolean =>
  (meaningAt(all, at)?.length ?? 0) >= count;

/** How long a name with capitals is: of one word where it is sure to be in a list, and that is in no list of words. */
function latinName({ all }: Text, { from, to }: Span, isSure: boolean): number | undefined {
  const words = all.slice(Math.max(0, from), to);
  // Products have capitals too: Audio Conferencing.
  if (words.every(word => meaningAt([word], 0) !== undefined)) return undefined;
  return words.length > 1 || isSure ? words.length : undefined;
}

const mostCapitals = 4;

const isCapitalized = ({ text, all }: Text, at: number): boolean =>
  /^\p{Lu}\p{Ll}/u.test(text.slice(all[at]?.start ?? text.length));

function capitalsFrom(read: Text, at: number): number {
  let count = 0;
  while (
    count < mostCapitals &&
    isCapitalized(read, at + count) &&
    (count === 0 || noMark(read.text, read.all, at + count))
  )
    count += 1;
  return count;
}

function capitalsBefore(read: Text, to: number): number {
  let count = 0;
  while (
    count < mostCapitals &&
    isCapitalized(read, to - 1 - count) &&
    (count === 0 || noMark(read.text, read.all, to - count))
  )
    count += 1;
  return count;
}
