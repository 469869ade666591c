import { err, ok, type Currency, type Instant, type Result } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { languages, listedIn, type Word } from '../../cards/words.ts';
import type { Turn } from './turn.ts';

type Suffix<Prefix extends string> = Word extends infer One
  ? One extends `${Prefix}.${infer Rest}`
    ? Rest
    : never
  : never;

/** What is known around a text when it is read: whole days are days in the speech's time zone, which is the wallet's. */
export interface ArgumentContext extends Pick<Turn, 'speech' | 'locale' | 'localTimeZone'> {
  readonly now: Instant;
  readonly currency: Currency;
  /** Whether somebody of the organization has all the words of a text in their name; nobody has where this is left out. */
  readonly isCalled?: (text: string) => boolean;
}

/** One argument of a command. */
export interface Argument<Value> {
  /** What help calls it. */
  readonly name: Suffix<'argument'>;
  /** The words that stand before it; left out where it stands first. */
  readonly mark?: Suffix<'mark'>;
  /** The words that it may be, by its values, where these stand without a mark. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly isRequired?: true;
  /** Whether it takes any text, which the command reads itself. */
  readonly isFree?: true;
  /** Whether its mark may stand alone: a form asks for the rest. */
  readonly isMarkEnough?: true;
  /** Whether no mark can stand in it: an amount has no "at" in it, as a name may. */
  readonly hasNoMarks?: true;
  /** Whether words that are a mark may stand in it: "the first half of October" is of nobody. */
  readonly mayHaveMarks?: true;
  /** The value, or a sentence that says what is wrong with the text. */
  readonly read: (text: string, context: ArgumentContext) => Result<Value, string>;
}

export type Arguments = Readonly<Record<string, Argument<unknown>>>;

/** What was typed for each argument; undefined where nothing was. */
export type Given<Of extends Arguments> = {
  readonly [Name in keyof Of]: Of[Name] extends Argument<infer Value>
    ? Of[Name] extends { readonly isRequired: true }
      ? Value
      : Value | undefined
    : never;
};

/** A text that an argument does not take, or that none does, and the sentence that says so. */
export interface Misread {
  readonly argument: string | undefined;
  readonly sentence: string;
}

/**
 * Reads what follows a command: marks part it, the rest is the argument without one. Of several ways to part it, the one with the most parts
 * that can be read; where none can, a mark may have one word, and what follows that is the rest: "refund invoice 1 30".
 */
export function argumentsIn<Of extends Arguments>(
  all: Of,
  text: string,
  context: ArgumentContext,
): Result<Given<Of>, Misread> {
  let problem: Misread | undefined;
  const first = Object.values(all).find(({ mark, choices }) => mark === undefined && choices === undefined);
  const marks = marksIn(text, all).filter(mark => !isWithin(first, text, mark, context));
  for (const ofMark of ['all', 'word'] as const)
    for (const parts of partings(text, marks, ofMark)) {
      const read = readParts(all, parts, context);
      if (read.ok) return ok(read.value as Given<Of>);
      problem ??= read.refusal;
    }
  return err(problem ?? nothingTakes(text, context));
}

/** Whether what stands before a mark and behind it is one value of the argument without one. */
function isWithin(
  first: Argument<unknown> | undefined,
  text: string,
  { start, end, opens }: Mark,
  context: ArgumentContext,
): boolean {
  if (first?.mayHaveMarks !== true || !opens) return false;
  const before = text.slice(0, start).trim().split(' ').slice(-mostWordsWithin);
  const behind = text.slice(end).trim().split(' ').slice(0, mostWordsWithin);
  const mark = text.slice(start, end);
  return before.some((word, from) =>
    behind.some((_, to) => {
      const typed = [...before.slice(from), mark, ...behind.slice(0, to + 1)].join(' ');
      return word !== '' && first.read(typed, context).ok;
    }),
  );
}

/** "The second half of last month" has as many on either side. */
const mostWordsWithin = 4;

interface Mark {
  readonly argument: string;
  readonly start: number;
  readonly end: number;
  /** Whether what follows belongs to it; else the words themselves are its value. */
  readonly opens: boolean;
}

type Parts = ReadonlyMap<string, string>;

/** The part without a mark. */
const unmarked = '';

/** More marks than a command has arguments are part of a name. */
const mostMarks = 6;

/** Where marks and choices stand in a text, the longer one where two overlap; both where the same words are either. */
function marksIn(text: string, all: Arguments): readonly Mark[] {
  const lower = text.toLowerCase();
  const found = Object.entries(all).flatMap(([argument, { mark, choices }]) => [
    ...(mark === undefined ? [] : allWords(`mark.${mark}`)).flatMap(words => placesOf(lower, words, argument, true)),
    ...Object.values(choices ?? {})
      .flat()
      .flatMap(words => placesOf(lower, words, argument, false)),
  ]);
  const longestFirst = found.toSorted((one, other) => other.end - other.start - (one.end - one.start));
  const apart: Mark[] = [];
  for (const mark of longestFirst) if (apart.every(one => areApart(one, mark) || isEither(one, mark))) apart.push(mark);
  return apart.toSorted((one, other) => one.start - other.start).slice(0, mostMarks);
}

const areApart = (one: Mark, other: Mark): boolean => other.end <= one.start || other.start >= one.end;

/** Whether the same words open an argument and are another's value: receipt 3, all receipts. */
const isEither = (one: Mark, other: Mark): boolean =>
  one.start === other.start && one.end === other.end && one.opens !== other.opens;

const made = new Map<Word, readonly string[]>();

/** The words of a list in every language: what is typed may be in any. */
export function allWords(word: Word): readonly string[] {
  const before = made.get(word);
  if (before !== undefined) return before;
  const words = [...new Set(languages.flatMap(language => listedIn(language, word)))];
  made.set(word, words);
  return words;
}

/** Whole words, where the script parts words. */
function placesOf(text: string, words: string, argument: string, opens: boolean): readonly Mark[] {
  const places: Mark[] = [];
  for (let start = text.indexOf(words); start >= 0; start = text.indexOf(words, start + 1)) {
    const end = start + words.length;
    if (isApart(text, start) && isApart(text, end)) places.push({ argument, start, end, opens });
  }
  return places;
}

/** Whether a word may begin or end there: Han is written without spaces. */
export const isApart = (text: string, at: number): boolean =>
  !/^[\p{L}\p{N}]$/u.test(text[at - 1] ?? ' ') ||
  !/^[\p{L}\p{N}]$/u.test(text[at] ?? ' ') ||
  /\p{Script=Han}/u.test(`${text[at - 1] ?? ''}${text[at] ?? ''}`);

/** What a mark has of the text behind it. */
type OfMark = 'all' | 'word';

/** The ways in which marks may part a text, those with the most parts first. */
function partings(text: string, marks: readonly Mark[], ofMark: OfMark): readonly Parts[] {
  const ways = Array.from({ length: 2 ** marks.length }, (_, way) =>
    marks.filter((_mark, at) => (way & (1 << at)) !== 0),
  );
  return ways
    .toSorted((one, other) => other.length - one.length)
    .flatMap(chosen => partsBetween(text, chosen, ofMark) ?? []);
}

/** Undefined where an argument stands twice, or the same words would be two. */
function partsBetween(text: string, marks: readonly Mark[], ofMark: OfMark): Parts | undefined {
  const parts = new Map<string, string>();
  let rest = text.slice(0, marks[0]?.start ?? text.length);
  for (const [at, { argument, start, end, opens }] of marks.entries()) {
    if (parts.has(argument) || (marks[at + 1]?.start ?? end) < end) return undefined;
    const after = text.slice(end, marks[at + 1]?.start ?? text.length);
    const own = ofMark === 'all' ? after : (/^\s*\S*/.exec(after)?.[0] ?? '');
    parts.set(argument, (opens ? own : text.slice(start, end)).trim());
    rest = `${rest} ${opens ? after.slice(own.length) : after}`;
  }
  return parts.set(unmarked, rest.replaceAll(/\s+/g, ' ').trim());
}

function readParts(
  all: Arguments,
  parts: Parts,
  context: ArgumentContext,
): Result<Readonly<Record<string, unknown>>, Misread> {
  const values: Record<string, unknown> = {};
  const rest = parts.get(unmarked) ?? '';
  const first = Object.keys(all).find(name => all[name]?.mark === undefined && all[name]?.choices === undefined);
  if (rest !== '' && first === undefined) return err(nothingTakes(rest, context));
  for (const [name, argument] of Object.entries(all)) {
    const typed = name === first ? rest : parts.get(name);
    if (typed === undefined || (typed === '' && !(argument.isMarkEnough && name !== first))) {
      if (argument.isRequired || (typed === '' && name !== first))
        return err({ argument: name, sentence: missing(argument, context) });
      continue;
    }
    if (argument.hasNoMarks && marksIn(typed, all).some(({ opens }) => opens)) return err(nothingTakes(typed, context));
    const read = argument.read(typed, context);
    if (!read.ok) return err({ argument: name, sentence: read.refusal });
    values[name] = read.value;
  }
  return ok(values);
}

const missing = ({ name }: Argument<unknown>, { speech }: ArgumentContext): string =>
  speech.say('misread.missing', { argument: speech.say(`argument.${name}`) });

const nothingTakes = (typed: string, { speech }: ArgumentContext): Misread => ({
  argument: undefined,
  sentence: speech.say('misread.unexpected', { text: escape(cut(typed)) }),
});
