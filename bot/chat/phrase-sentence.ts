import { phraseTables } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { amountAt, slotAt, type Read, type Slot } from './phrase-slots.ts';
import { elsewhere, meaningAt, stemOf, tokensOf, weightOfUnknown, type Token } from './phrase-words.ts';

/** A sentence as what it says: its ideas by how much each says of it, and what it gives a command. */
export interface Sentence {
  readonly ideas: ReadonlyMap<string, number>;
  /** With the words that say nothing, and without those that are polite. */
  readonly words: ReadonlySet<string>;
  readonly slots: ReadonlyMap<Slot['name'], readonly string[]>;
  /** Whether each of its words is known, or part of what it gives. */
  readonly isKnown: boolean;
  /** Whether it has a word that is about no command. */
  readonly isElsewhere: boolean;
}

interface Part {
  readonly ideas: readonly string[];
  readonly weight: number;
  readonly isPolite: boolean;
  readonly isKnown: boolean;
  readonly at: number;
  readonly slot?: Slot;
}

/** A slot says as much as an idea. */
const slotWeight = 2;

/** Reads a sentence; or a phrase, where `{country}` stands for any. */
export function sentenceOf(typed: string, context: ArgumentContext | undefined): Sentence {
  const text = instead(typed);
  const all = tokensOf(text);
  const parts = withNames(text, all, partsOf(text, all, context));
  const slots = new Map<Slot['name'], readonly string[]>();
  for (const { slot } of parts)
    if (slot !== undefined) slots.set(slot.name, [...(slots.get(slot.name) ?? []), slot.typed]);
  return {
    ideas: new Map(
      parts.flatMap(({ ideas, weight }) => (weight > 0 ? ideas.map(idea => [idea, weight] as const) : [])),
    ),
    words: new Set(parts.flatMap(({ ideas, isPolite }) => (isPolite ? [] : ideas))),
    slots,
    isKnown: parts.every(({ isKnown }) => isKnown),
    isElsewhere: parts.some(({ ideas }) => ideas.includes(elsewhere)),
  };
}

let replaced: { readonly meant: ReadonlyMap<string, string>; readonly said: RegExp } | undefined;

function instead(typed: string): string {
  replaced ??= replacedBy(Object.values(phraseTables).flatMap(table => Object.entries(table.instead)));
  const { meant, said } = replaced;
  return typed.replaceAll('’', "'").replaceAll(said, words => meant.get(words.toLowerCase()) ?? words);
}

/** Whole words, or endings after an apostrophe, where the script parts words; the longest first. */
function replacedBy(pairs: readonly (readonly [string, string])[]): NonNullable<typeof replaced> {
  const patterns = pairs
    .map(([said]) => said)
    .toSorted((one, other) => other.length - one.length)
    .map(said => {
      if (/\p{Script=Han}/u.test(said)) return RegExp.escape(said);
      return String.raw`${said.includes(' ') || !said.includes("'") ? String.raw`(?<![\p{L}\p{N}])` : ''}${RegExp.escape(said)}(?![\p{L}\p{N}])`;
    });
  return { meant: new Map(pairs), said: new RegExp(patterns.join('|'), 'giu') };
}

/** From left to right the longest that is a slot, or words of the tables. */
function partsOf(text: string, all: readonly Token[], context: ArgumentContext | undefined): readonly Part[] {
  const read = context && { text, all, context };
  const parts: Part[] = [];
  for (let at = 0; at < all.length;) {
    const [part, length] = partAt(text, all, at, read);
    parts.push(part);
    at += length;
  }
  return parts;
}

function partAt(text: string, all: readonly Token[], at: number, read: Read | undefined): readonly [Part, number] {
  const { word = '', start = 0 } = all[at] ?? {};
  if (read === undefined && text[start - 1] === '{')
    return [{ ...known, ideas: [`{${word}}`], weight: slotWeight, at }, 1];
  const found = meaningAt(all, at);
  const slot = read && slotAt(read, at);
  if (slot !== undefined && slot.length >= (found?.length ?? 0)) return slotPart(slot, at);
  if (found !== undefined) return [{ ...known, ...found.meaning, at }, found.length];
  const number = read && amountAt(read, at);
  if (number !== undefined) return slotPart(number, at);
  return [{ ...known, ideas: [stemOf(word)], weight: weightOfUnknown(word), isKnown: false, at }, 1];
}

const known = { isPolite: false, isKnown: true } as const;

const slotPart = (slot: Slot, at: number): readonly [Part, number] => [
  { ...known, ideas: [`{${slot.name}}`], weight: slotWeight, at, slot },
  slot.length,
];

/** How long a given name is in a script that writes no spaces. */
const longestGiven = 2;
/** Longer ones are lists, which are typed after the command. */
const mostNameWords = 5;

/** Unknown words beside each other are a person, where they look like a name. */
function withNames(text: string, all: readonly Token[], parts: readonly Part[]): readonly Part[] {
  const named: Part[] = [];
  for (let from = 0; from < parts.length;) {
    let to = from;
    while (to < parts.length && isNamePart(text, all, parts, from, to)) to += 1;
    const first = parts[from];
    if (first === undefined) break;
    const typed = text.slice(all[first.at]?.start, all[parts[to - 1]?.at ?? 0]?.end);
    if (to > from && isName(typed, to - from, first.at)) {
      named.push(slotPart({ name: 'person', typed, length: to - from }, first.at)[0]);
      from = to;
    } else {
      named.push(...parts.slice(from, Math.max(to, from + 1)));
      from = Math.max(to, from + 1);
    }
  }
  return named;
}

function isNamePart(text: string, all: readonly Token[], parts: readonly Part[], from: number, at: number): boolean {
  const part = parts[at];
  const token = all[part?.at ?? -1];
  if (part === undefined || token === undefined || part.isKnown) return false;
  if (/\p{Script=Han}/u.test(token.word))
    return (
      at === from || (/\p{Script=Han}/u.test(all[parts[from]?.at ?? -1]?.word ?? '') && noMark(text, all, part.at))
    );
  return /^\p{Lu}/u.test(text.slice(token.start)) && (at === from || noMark(text, all, part.at));
}

/** A comma parts two names. */
const noMark = (text: string, all: readonly Token[], at: number): boolean =>
  /^\s*$/.test(text.slice(all[at - 1]?.end, all[at]?.start));

let surnames: readonly string[] | undefined;

/** Latin names have capitals, and one word that begins a sentence may have it for that. */
function isName(typed: string, length: number, at: number): boolean {
  if (/^\p{Script=Han}/u.test(typed)) {
    surnames ??= Object.values(phraseTables).flatMap(table => table.surnames.split('; ').filter(Boolean));
    return surnames.some(
      name => typed.startsWith(name) && length > name.length && length <= name.length + longestGiven,
    );
  }
  return length <= mostNameWords && (length > 1 || at > 0) && /\p{Ll}/u.test(typed);
}
