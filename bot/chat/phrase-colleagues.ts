import { isSaid } from './phrase-classifier.ts';
import { isHan, isOrdinary, noMark, segmentAt } from './phrase-names.ts';
import { slotPart, type Part } from './phrase-parts.ts';
import { meaningAt, stemOf, type Token } from './phrase-words.ts';

// Whom the directory knows is named however it is written: "can mike call germany", 孙建退休了.

/** Whether somebody of the organization has all the words of a text in their name. */
export type IsCalled = (text: string) => boolean;

interface Text {
  readonly text: string;
  readonly all: readonly Token[];
  readonly parts: readonly Part[];
}

const mostNameWords = 5;

/** How many characters a whole name has in a script that writes no spaces, the longest first. */
const hanLengths = [4, 3, 2] as const;

/** So short a word is somebody's name as often as it is none. */
const fewestLetters = 3;

/** The words that are the name of somebody of the organization. */
export function withColleagues(
  text: string,
  all: readonly Token[],
  parts: readonly Part[],
  isCalled: IsCalled | undefined,
): readonly Part[] {
  if (isCalled === undefined) return parts;
  const read = { text, all, parts };
  const named: Part[] = [];
  for (let from = 0; from < parts.length;) {
    const part = parts[from];
    if (part === undefined) break;
    const end = nameEnd(read, from, isCalled);
    if (end === undefined) named.push(part);
    else {
      const typed = text.slice(all[part.at]?.start, all[end - 1]?.end);
      named.push(slotPart({ name: 'person', typed, length: end - part.at }, part.at)[0]);
    }
    const next = end ?? part.at + 1;
    from += 1;
    while ((parts[from]?.at ?? next) < next) from += 1;
  }
  return named;
}

/** Where the longest name that begins with a part ends, in tokens. */
function nameEnd(read: Text, from: number, isCalled: IsCalled): number | undefined {
  const { text, all, parts } = read;
  const part = parts[from];
  if (part === undefined || part.slot !== undefined) return undefined;
  const typed = (end: number): string => text.slice(all[part.at]?.start, all[end - 1]?.end);
  const ends = isHan(all[part.at]?.word ?? '') ? hanEnds(read, part.at) : wordEnds(read, from);
  return ends.find(end => isCalled(typed(end)));
}

/**
 * A script without spaces writes a whole name; what the tables, or the dictionary and phrases, know as a word is one. It begins and ends where
 * words do, and what follows it is a word: 李明 of 李明明 is somebody else, and 高明 of 提高明年 nobody.
 */
function hanEnds({ text, all }: Text, at: number): readonly number[] {
  const known = meaningAt(all, at)?.length ?? 0;
  const start = all[at]?.start ?? 0;
  if (segmentAt(text, start)?.index !== start) return [];
  return hanLengths
    .filter(length => length > known)
    .map(length => at + length)
    .filter(end => {
      const typed = text.slice(start, all[end - 1]?.end);
      return (
        end <= all.length &&
        /^\p{Script=Han}+$/u.test(typed) &&
        !isOrdinary(text, start, typed) &&
        isWordBehind(text, all, end, start + typed.length)
      );
    });
}

/** Whether a word that means something, or has more than one character, or nothing of the script, stands behind a name. */
function isWordBehind(text: string, all: readonly Token[], at: number, place: number): boolean {
  if (!isHan(text[place] ?? '')) return true;
  const word = segmentAt(text, place);
  return word?.index === place && (word.segment.length > 1 || meaningAt(all, at) !== undefined);
}

/** Some words are a whole name, though one of them means something; a word alone is a name where no phrase has it. None ends before a capital. */
function wordEnds({ text, all, parts }: Text, from: number): readonly number[] {
  const ends: number[] = [];
  for (let to = from + 1; to <= Math.min(parts.length, from + mostNameWords); to += 1) {
    const last = parts[to - 1];
    const token = all[last?.at ?? -1];
    const isBeside = to === from + 1 || noMark(text, all, last?.at ?? 0);
    if (last === undefined || token === undefined || last.slot !== undefined || !isBeside) break;
    if (!/^\p{Script=Latin}[\p{Script=Latin}'’-]*$/u.test(token.word)) break;
    if (hasCapitalBehind(text, all, parts[to])) continue;
    const isName =
      to === from + 1 ? isAlone({ text, all, parts }, from) : parts.slice(from, to).some(({ isKnown }) => !isKnown);
    if (isName) ends.unshift(parts[to]?.at ?? all.length);
  }
  return ends;
}

const hasCapitalBehind = (text: string, all: readonly Token[], next: Part | undefined): boolean =>
  next !== undefined && noMark(text, all, next.at) && /^\p{Lu}/u.test(text.slice(all[next.at]?.start));

/** Whether a word is no part of a longer name, and nothing that a phrase says. */
function isAlone({ text, all, parts }: Text, place: number): boolean {
  const part = parts[place];
  const next = parts[place + 1];
  const { word = '' } = all[part?.at ?? -1] ?? {};
  const isLast = next === undefined || !noMark(text, all, next.at);
  // Behind these a whole name stands: "remove the license from mike price" is not of mike.
  const isWhole = isLast || next.isCommon || (next.isKnown && !beforeNames.has(all[(part?.at ?? 0) - 1]?.word ?? ''));
  return part?.isKnown === false && word.length >= fewestLetters && !isSaid(stemOf(word)) && isWhole;
}

const beforeNames: ReadonlySet<string> = new Set(['of', 'from', 'for', 'to', 'and', 'give', 'assign', 'remove']);
