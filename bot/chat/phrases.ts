import type { Currency } from '../../core/index.ts';
import { regionCode } from '../../cards/regions.ts';
import { languages, listedIn } from '../../cards/words.ts';
import { phraseTables, type PhraseLists, type PhraseTable } from '../../cards/phrases.ts';
import { allWords, type ArgumentContext } from './argument.ts';
import {
  firstWords,
  matchFrom,
  patternOf,
  reachOver,
  textBetween,
  tokensOf,
  wordsIn,
  type Holes,
  type Pattern,
  type Sentence,
  type Token,
} from './phrase-pattern.ts';
import { typedAmount } from './typed-amount.ts';
import { dayNames, month, range } from './typed-range.ts';

/** What a plain sentence comes to: a command, or a line that was perhaps meant. */
export type Said<Found> =
  { readonly kind: 'command'; readonly found: Found } | { readonly kind: 'guess'; readonly line: string } | undefined;

/** A sentence is no longer: so many characters, and so many words, which in Chinese are characters. */
const longest = { characters: 200, words: 48 };

/** Finds the phrase that a sentence is, or one of its clauses; else one that stands in it. `read` knows what a typed line means. */
export function phraseIn<Found>(
  text: string,
  context: ArgumentContext,
  read: (line: string) => Found | undefined,
): Said<Found> {
  if (text.length > longest.characters) return undefined;
  const { length } = tokensOf(text);
  // A single word is a command or none.
  if (length < 2 || length > longest.words) return undefined;
  const found = commandsIn(text, context, read);
  if (found.length === 1) return { kind: 'command', found: found[0] as Found };
  let guess: Near | undefined;
  for (const table of tables()) {
    const near = nearIn(heardIn(text, table, context), table, read);
    if (near !== undefined && near.words > (guess?.words ?? 0)) guess = near;
  }
  // What stands somewhere in a sentence is offered, and never run.
  return guess === undefined ? undefined : { kind: 'guess', line: guess.line };
}

/** What the sentence is, or else each of its clauses that is a phrase: "Sorry, quick one: how much is left?" */
function commandsIn<Found>(
  text: string,
  context: ArgumentContext,
  read: (line: string) => Found | undefined,
): readonly Found[] {
  const whole = tables().flatMap(table => foundIn(heardIn(text, table, context), table, read) ?? []);
  if (whole.length > 0) return whole.slice(0, 1);
  const clauses = text.split(/[.,;:!?](?!\d)|[。，；：！？、\n]|\s[–—-]\s/u).map(clause => clause.trim());
  if (clauses.length === 1) return [];
  return clauses.flatMap(clause =>
    tables().flatMap(table => foundIn(heardIn(clause, table, context), table, read, true) ?? []),
  );
}

interface Phrase {
  /** What would be typed, with holes. */
  readonly typed: string;
  readonly pattern: Pattern;
  readonly first: ReadonlySet<string> | undefined;
}

interface Table {
  readonly endings: PhraseTable['endings'];
  readonly polite: readonly (readonly string[])[];
  readonly fillers: readonly (readonly string[])[];
  readonly phrases: readonly Phrase[];
  readonly switches: readonly Phrase[];
  readonly guesses: readonly Phrase[];
}

let made: readonly Table[] | undefined;

/** The tables of every language, read when the first sentence comes: what is said may be in any. */
const tables = (): readonly Table[] => (made ??= Object.values(phraseTables).map(table => tableOf(table)));

function tableOf({ endings, polite, fillers, words, ...lists }: PhraseTable): Table {
  const politeWords = wordLists(polite);
  const phrasesOf = (list: PhraseLists): readonly Phrase[] =>
    Object.entries(list).flatMap(([typed, patterns]) =>
      patterns.map(text => {
        const pattern = patternOf(text, words);
        return { typed, pattern, first: firstWords(pattern) };
      }),
    );
  return {
    endings,
    polite: politeWords,
    fillers: [...politeWords, ...wordLists(fillers)],
    phrases: phrasesOf(lists.phrases),
    switches: phrasesOf(lists.switches),
    guesses: phrasesOf(lists.guesses),
  };
}

const wordLists = (list: string): readonly (readonly string[])[] =>
  list.split(';').map(words => tokensOf(words).map(({ word }) => word));

/** A sentence, and the same without the days that it names: these may stand anywhere in it. */
interface Heard {
  readonly whole: Sentence;
  readonly without: { readonly sentence: Sentence; readonly days: string } | undefined;
  readonly context: ArgumentContext;
  /** With nothing but politeness beside the words. */
  readonly strict: Sentence;
}

function heardIn(typed: string, table: Table, context: ArgumentContext): Heard {
  const text = Object.entries(table.endings).reduce(
    (said, [ending, meant]) => said.replaceAll(new RegExp(`${RegExp.escape(ending)}(?![\\p{L}\\p{N}])`, 'giu'), meant),
    typed.replaceAll('’', "'"),
  );
  const all = tokensOf(text);
  const read = new Map<string, boolean>();
  const isHole = (name: string, part: string): boolean => {
    const key = `${name} ${part}`;
    // IN, TO and US are countries only where not everything is in capitals.
    const isLoud = name === 'country' && part.length === 2 && !/\p{Ll}|\p{Script=Han}/u.test(text);
    const before = read.get(key) ?? (!isLoud && reads(name, part, context));
    read.set(key, before);
    return before;
  };
  const sentenceOf = (tokens: readonly Token[], skipped: Table['fillers']): Sentence => ({
    ...{ text, tokens, isHole },
    reach: reachOver(tokens, skipped),
  });
  const span = daysIn(text, all, isHole);
  return {
    ...{ whole: sentenceOf(all, table.fillers), strict: sentenceOf(all, table.polite), context },
    without: span && {
      sentence: sentenceOf([...all.slice(0, span.start), ...all.slice(span.end)], table.fillers),
      days: textBetween({ text, tokens: all }, span.start, span.end),
    },
  };
}

/** What may stand in a hole: what its argument reads, and narrower where that reads anything. */
function reads(name: string, text: string, context: ArgumentContext): boolean {
  switch (name) {
    case 'range':
      return range.read(text, context).ok;
    case 'month':
      return month.read(text, context).ok;
    case 'country':
      // Most codes of two letters are words too: "who called us".
      return regionCode(text) !== undefined && (text.length > 2 || /^\p{Lu}+$|\p{Script=Han}/u.test(text));
    case 'amount':
      return /\d/.test(text) && typedAmount(context, bareAmount(text, context), context.currency).ok;
    case 'invoice':
      return /^\d{1,9}$/.test(text);
    case 'call':
      return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
    default:
      return isName(text);
  }
}

/** `200 dollars` of a wallet in dollars is 200; of another it stays what it is, and is not read. */
function bareAmount(text: string, { currency }: ArgumentContext): string {
  const lower = text.toLowerCase();
  const name = namesOf(currency).find(words => lower.endsWith(words));
  return name === undefined ? text : text.slice(0, -name.length).trim();
}

const named = new Map<Currency, readonly string[]>();

/** What a currency is called in every language, one and many of it: US dollars, dollars, 美元. */
function namesOf(currency: Currency): readonly string[] {
  const before = named.get(currency);
  if (before !== undefined) return before;
  const names = languages.flatMap(language => {
    const locale = listedIn(language, 'app.locale')[0];
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'name' });
    return [1, 2].flatMap(count => {
      const name =
        format
          .formatToParts(count)
          .find(({ type }) => type === 'currency')
          ?.value.toLowerCase() ?? currency;
      return [name, name.split(' ').at(-1) ?? name];
    });
  });
  named.set(currency, names);
  return names;
}

/** Longer ones are lists, which are typed after the command. */
const longestName = 60;

/** In a sentence a name is known by its capital, its @, or its surname: "conference calls" are nobody's. */
const isName = (text: string): boolean =>
  text.length <= longestName &&
  (/^\p{Script=Han}+$/u.test(text)
    ? text.length >= 2 &&
      text.length <= 4 &&
      Object.values(phraseTables).some(({ surnames }) => surnames.includes(text[0] ?? ''))
    : tokensOf(text).length <= 6 && !/\p{Script=Han}/u.test(text) && (/^\p{Lu}/u.test(text) || text.includes('@'))) &&
  !saysWords(text, plain().fillers) &&
  !saysWords(text);

interface Plain {
  readonly fillers: ReadonlySet<string>;
  /** With those of all phrases. */
  readonly latin: ReadonlySet<string>;
  readonly han: readonly string[];
}

let plainWords: Plain | undefined;

function plain(): Plain {
  if (plainWords !== undefined) return plainWords;
  const others = tables().flatMap(({ phrases }) => phrases.flatMap(({ pattern }) => wordsIn(pattern)));
  const none = Object.values(phraseTables).flatMap(({ notNames }) => notNames.split(';').map(word => word.trim()));
  const isHan = (word: string): boolean => /\p{Script=Han}/u.test(word);
  const fillers = [
    ...tables().flatMap(table => table.fillers.flat()),
    ...none.flatMap(words => tokensOf(words).map(({ word }) => word)),
  ].filter(word => !isHan(word));
  plainWords = {
    fillers: new Set(fillers),
    latin: new Set([...fillers, ...others].filter(word => !isHan(word))),
    han: none.filter(isHan),
  };
  return plainWords;
}

/** Whether a text has words in it that are no name's; unless these are given, a capital begins a name, whatever it means. */
export function saysWords(text: string, never: ReadonlySet<string> = new Set()): boolean {
  const { latin, han } = plain();
  return (
    tokensOf(text).some(
      ({ word, start }) => never.has(word) || (latin.has(word) && !/^\p{Lu}[\p{L}]/u.test(text.slice(start))),
    ) || han.some(word => text.includes(word))
  );
}

/** The first days that are named, in as many words as they are. */
function daysIn(
  text: string,
  all: readonly Token[],
  isHole: Sentence['isHole'],
): { readonly start: number; readonly end: number } | undefined {
  for (const [start, { word }] of all.entries())
    for (let end = mayBeginDays(word) ? Math.min(all.length, start + mostDayWords) : start; end > start; end -= 1) {
      const said = textBetween({ text, tokens: all }, start, end);
      if (saysDays(said) && isHole('range', said)) return { start, end };
    }
  return undefined;
}

/** From 2026年10月31日 to 2026年11月15日. */
const mostDayWords = 14;

let dayWords: ReadonlySet<string> | undefined;

/** Whether days may begin with a word: most words are not worth reading on from. */
function mayBeginDays(word: string): boolean {
  dayWords ??= new Set(
    [...rangeWords.flatMap(list => allWords(list)), ...dayNames].map(words => tokensOf(words)[0]?.word ?? ''),
  );
  return /\d/.test(word) || dayWords.has(word);
}

const rangeWords = [
  'range.leads',
  'range.today',
  'range.yesterday',
  'range.thisWeek',
  'range.lastWeek',
  'range.thisMonth',
  'range.lastMonth',
  'range.thisQuarter',
  'range.lastQuarter',
  'range.thisYear',
  'range.lastYear',
  'range.lastDays',
  'range.lastWeeks',
  'range.lastMonths',
  'range.since',
  'range.between',
] as const;

/** A bare number, `month` and `may` are days only where a command asks for them. */
function saysDays(text: string): boolean {
  const lower = text.toLowerCase();
  const lead = allWords('range.leads').find(words => lower.startsWith(`${words} `)) ?? '';
  const rest = lower.slice(lead.length).trim();
  return !/^[\d.,]+$/.test(rest) && (lead !== '' || !allWords('range.alsoWords').includes(rest));
}

/** The line of a phrase, if the sentence fills its holes and no days are left over. */
function lineOf({ typed }: Phrase, holes: Holes, days: string | undefined, { context }: Heard): string | undefined {
  const slot = /\{(range|month)\}/.exec(typed)?.[1];
  if (days !== undefined && (slot === undefined || slot in holes || !reads(slot, days, context))) return undefined;
  const filled = days === undefined || slot === undefined ? holes : { ...holes, [slot]: days };
  const line = typed.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'amount' ? bareAmount(filled[name] ?? '', context) : (filled[name] ?? ''),
  );
  return line.replaceAll(/\s+/g, ' ').trim();
}

/** Whom, which or how much may go on in what is left out: "give Ana, Ben and Cara a license". */
const namesWhat = /\{(?:people|person|amount|invoice|call)\}/;

/** The command of the phrase that a sentence is: a switch by its plain words only; of several, the one that says most of its words. */
function foundIn<Found>(
  heard: Heard,
  table: Table,
  read: (line: string) => Found | undefined,
  isClause = false,
): Found | undefined {
  for (const [phrases, sentence, days] of [
    [table.switches, heard.strict, undefined],
    ...(heard.without === undefined ? [] : [[table.phrases, heard.without.sentence, heard.without.days] as const]),
    [table.phrases, heard.whole, undefined],
  ] as const) {
    let best: { readonly found: Found; readonly words: number } | undefined;
    const mayBegin = (sentence.reach[0] ?? []).map(at => sentence.tokens[at]?.word ?? '');
    for (const phrase of phrases.filter(
      ({ first, typed }) =>
        (first === undefined || mayBegin.some(word => first.has(word))) && !(isClause && namesWhat.test(typed)),
    ))
      matchFrom(sentence, phrase.pattern, 0, ({ end, holes, words }) => {
        if (
          words < (isClause ? 2 : 1) ||
          words <= (best?.words ?? 0) ||
          sentence.reach[end]?.includes(sentence.tokens.length) !== true
        )
          return false;
        const line = lineOf(phrase, holes, days, heard);
        const found = line === undefined ? undefined : read(line);
        if (found !== undefined) best = { found, words };
        return false;
      });
    if (best !== undefined) return best.found;
  }
  return undefined;
}

/** A phrase that stands somewhere in a sentence, as it would be typed. */
interface Near {
  readonly line: string;
  readonly words: number;
}

/** The phrase that says most words somewhere in a sentence. */
function nearIn(heard: Heard, table: Table, read: (line: string) => unknown): Near | undefined {
  let best: Near | undefined;
  const { sentence, days } = heard.without ?? { sentence: heard.whole, days: undefined };
  for (const [phrases, isGuess] of [
    [table.phrases, false],
    [table.guesses, true],
  ] as const)
    for (const phrase of phrases)
      for (const [start, { word }] of sentence.tokens.entries())
        if (phrase.first === undefined || phrase.first.has(word))
          matchFrom(sentence, phrase.pattern, start, ({ holes, words }) => {
            if (words <= (best?.words ?? (isGuess ? 0 : leastWords(word)))) return false;
            const line = lineOf(phrase, holes, days, heard) ?? lineOf(phrase, holes, undefined, heard);
            const found = line === undefined ? undefined : read(line);
            if (line !== undefined && found !== undefined) best = { line, words };
            return false;
          });
  return best;
}

/** Shorter phrases stand in too many sentences: two characters or a word. */
const leastWords = (word: string): number => (/\p{Script=Han}/u.test(word) ? 2 : 1);
