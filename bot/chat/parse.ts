import { distance } from 'fastest-levenshtein';
import { typedText } from '../../core/index.ts';
import { allWords, isApart, type Misread, type ArgumentContext } from './argument.ts';
import { everyTypedFor, typedFor } from '../../cards/words.ts';
import type { CommandFacts } from './command.ts';
import { withDaysMended } from './day-slips.ts';
import { freeTexts, isPersonId, namesPerson, readsAsSentence, saysOff } from './free-texts.ts';
import { longestButton } from './frame.view.ts';
import { isSlip, nearestWord, saysWords, tokensOf } from './phrase-words.ts';
import { phraseIn, type Said } from './phrases.ts';
import { withPlainDays } from './day-words.ts';
import { endsHalfRead, range } from './typed-range.ts';

export type Parsed<Command> =
  | { readonly kind: 'command'; readonly command: Command; readonly given: unknown }
  /** The command is clear, and what follows it is not. */
  | { readonly kind: 'misread'; readonly command: Command; readonly misread: Misread }
  /** Nothing matches; `nearest` is what was probably meant, the likeliest first, its arguments kept. */
  | { readonly kind: 'unknown'; readonly nearest: readonly string[] }
  | AtOnce;

/** A sentence means this line for certain, and it changes something at once: that needs a press, unless it is word for word what is typed. */
interface AtOnce {
  readonly kind: 'at-once';
  readonly line: string;
}

/** Fifty names or addresses fit; nothing that a command takes is longer. */
const longest = 4000;

/**
 * Finds the command that a text begins with; else the phrase that it is; else the command without its polite beginning.
 * Whole words only: "do not help" is not help.
 */
export function parse<Command extends CommandFacts>(
  text: string,
  commands: readonly Command[],
  context: ArgumentContext,
): Parsed<Command> {
  if (text.length > longest) return { kind: 'unknown', nearest: [] };
  // Only width is folded: what follows the command may be an amount, and `50²` is not 502 (L1).
  const typed = withPlainDays(withoutMarks(typedText(text).replaceAll(/\s+/g, ' ')));
  const exact = commandIn(typed, commands, context);
  // "Alerts off?" asks whether they are off.
  const sure = (found: Found<Command>, line: string): Parsed<Command> =>
    isQuestion(text) && found.kind === 'command' && found.command.actsAtOnce?.(found.given) === true
      ? { kind: 'unknown', nearest: [line] }
      : found;
  // A lever of the sandbox is no sentence, nor is a number alone, or the name of a command.
  if (
    exact?.kind === 'command' &&
    (exact.command.isSandboxOnly === true ||
      freeTexts(exact).every(
        ([name, said]) => numberAlone.test(said) || (name === 'command' && namedCommand(said, commands) !== undefined),
      ))
  )
    return sure(exact, typed);
  // A command alone asks for what it needs.
  if (exact !== undefined && namedCommand(typed, commands) !== undefined) return sure(exact, typed);
  // Who slips in a month's name names nobody: it is asked back, before it is taken for a person.
  const isWhole = exact?.kind === 'command' && freeTexts(exact).length === 0;
  const mended = isWhole ? undefined : withDaysMended(typed, { isUnread: exact?.kind === 'misread' });
  if (mended !== undefined && parse(mended, commands, context).kind === 'command')
    return { kind: 'unknown', nearest: [lineMeant(mended, commands, context)] };
  const said = asked(
    phraseIn(typed, context, line => meantBy(line, commands, context)),
    context,
  );
  // "From tomorrow to yesterday" is not yesterday.
  const isHalfRead = endsHalfRead(typed, context);
  if (exact?.kind === 'misread' && isHalfRead) return exact;
  // What takes any text takes a sentence too: the phrase is surer.
  if (said?.kind === 'command' && !isHalfRead && !losesText(said, exact, typed, context))
    return sure(said.found, said.line);
  let misread: Found<Command> | undefined;
  for (const rest of [typed, ...withoutLeads(typed)]) {
    const found = rest === typed ? exact : commandIn(rest, commands, context);
    if (found?.kind === 'command')
      return readsAsSentence(found)
        ? {
            kind: 'unknown',
            nearest: linesOf(said, commands, context) ?? nearest(wellSpelled(typed), commands, context),
          }
        : sure(found, rest);
    misread ??= found;
  }
  const lines = linesOf(said, commands, context);
  // A space parts a command of a script that writes none from what is given to it: it is typed.
  const isTyped =
    misread !== undefined && said?.kind === 'guess' && /^\p{Script=Han}/u.test(typed) && isParted(misread, typed);
  // A sentence about another command only begins like this one, and one about the same may say more than is typed.
  const isAboutOther = lines !== undefined && !isHalfRead && !isShort(typed) && !isTyped;
  if (misread !== undefined && (!isAboutOther || saysNoMore(lines, misread, typed, { commands, context })))
    return misread;
  if (said?.kind === 'at-once') return { kind: 'at-once', line: inOwnWords(said.line, commands, context) };
  return { kind: 'unknown', nearest: lines ?? nearest(typed, commands, context) };
}

/** A number alone is no sentence: 审批 上限 500. */
const numberAlone = /^\p{Sc}?\d[\d.,]*$/u;

/** The command that a sentence means, as it is typed; what is one already stays as it is. */
function lineMeant(typed: string, commands: readonly CommandFacts[], context: ArgumentContext): string {
  const said = phraseIn(typed, context, line => meantBy(line, commands, context));
  const exact = commandIn(typed, commands, context);
  return said?.kind === 'command' && (exact?.kind !== 'command' || readsAsSentence(exact)) ? said.line : typed;
}

/** "We did not refund it" is about what changes something, and asks for none of it: it is asked back, as is what is less than certain. */
function asked<Command extends CommandFacts>(
  said: Said<Found<Command>>,
  context: ArgumentContext,
): Said<Found<Command>> | AtOnce {
  if (said?.kind !== 'command') return said;
  const { found, line, leftOut } = said;
  if (leftOut.some(text => changesAtOnce(found.command, text, context))) return { kind: 'guess', lines: [line] };
  const { access, accessTo, actsAtOnce, isShown } = found.command;
  if (isShown === true) return said;
  if (!said.isVerbatim && found.kind === 'command' && actsAtOnce?.(found.given) === true)
    return said.isCertain && said.isPlain && !said.isWeak
      ? { kind: 'at-once', line }
      : { kind: 'guess', lines: [line] };
  const needed = found.kind === 'command' ? (accessTo?.(found.given) ?? access) : access;
  if (needed !== 'money' && needed !== 'licenses') return said;
  // What is given is not left out where it may be money.
  if (said.isCertain && !said.isDenied && !said.isWeak && (leftOut.length === 0 || said.isVerbatim)) return said;
  return said.isWeak ? undefined : { kind: 'guess', lines: [line] };
}

/** Whether a command would change something at once if it were typed with what a sentence gives: “make the budget 250” is not “budget”. */
function changesAtOnce(
  { read, actsAtOnce, arguments: all }: CommandFacts,
  text: string,
  context: ArgumentContext,
): boolean {
  const marks = Object.values(all).flatMap(({ name, mark }) =>
    /^\p{Sc}?\d/u.test(text) && name === 'limit' && mark !== undefined ? allWords(`mark.${mark}`) : [],
  );
  return ['', ...marks].some(mark => {
    const given = read(`${mark} ${text}`.trim(), context);
    return given.ok && actsAtOnce?.(given.value) === true;
  });
}

const wellSpelled = (typed: string): string =>
  typed.replaceAll(/[a-z]{5,}/g, word => (isSlip(word) ? (nearestWord(word) ?? word) : word));

const isQuestion = (text: string): boolean => /[?？吗么][^\p{L}\p{N}]*$/u.test(text);

/** What is short is a command with something wrong behind it. */
const isShort = (typed: string): boolean => tokensOf(typed).length < 5;

/** Whether a line is the misread command alone, or the command stands apart from what follows, as it is typed. */
const saysNoMore = <Command extends CommandFacts>(
  [line = '']: readonly string[],
  misread: Found<Command>,
  typed: string,
  { commands, context }: { readonly commands: readonly Command[]; readonly context: ArgumentContext },
): boolean => {
  const found = commandIn(line, commands, context);
  if (found?.command !== misread.command) return false;
  return given(found) === 0 || (/\p{Script=Han}/u.test(typed) && isParted(misread, typed));
};

type Found<Command> = Exclude<Parsed<Command>, { readonly kind: 'unknown' | 'at-once' }>;

/** The lines that were perhaps meant, their commands in the reader's own words: the tables of phrases name them in any. */
function linesOf(
  said: Said<unknown> | AtOnce,
  commands: readonly CommandFacts[],
  context: ArgumentContext,
): readonly string[] | undefined {
  const lines = said?.kind === 'guess' ? said.lines : said && [said.line];
  return lines?.map(line => inOwnWords(line, commands, context));
}

function inOwnWords(line: string, commands: readonly CommandFacts[], { speech }: ArgumentContext): string {
  const named = phrasesOf(commands).find(({ words }) => line === words || line.startsWith(`${words} `));
  const own = named && typedFor(named.command.name, speech.language);
  return named === undefined || own?.[0] === undefined || own.includes(named.words)
    ? line
    : `${own[0]}${line.slice(named.words.length)}`;
}

/** Whether a phrase is the command that is typed, and leaves out what follows it: that is said, or asked back, and never ignored. */
function losesText<Command extends CommandFacts>(
  { found: said, leftOut, isCertain }: Extract<Said<Found<Command>>, { readonly kind: 'command' }>,
  exact: Found<Command> | undefined,
  typed: string,
  context: ArgumentContext,
): boolean {
  if (exact === undefined) return false;
  // What is short and begins with a command opens no form of money or licenses that is another's, or without what follows.
  const isOther = said.command !== exact.command;
  if (exact.kind === 'misread' && isShort(typed) && said.command.access !== 'look')
    if (isOther || said.command.access === 'anyone' || /\d/.test(typed) || givesMore(exact, typed, context))
      return true;
  // "Purchases 1" is no sentence about orders.
  if (isOther && exact.kind === 'misread' && isShort(typed) && !saysWords(restOf(exact, typed))) return true;
  // "Verify October" is more than "verify".
  if (exact.kind === 'misread' && isShort(typed) && givesMore(exact, typed, context)) return true;
  // "Who Nobody Atall" names a person, and "budget off of no department" says what is to be done.
  if (isOther && exact.kind === 'command') {
    const free = freeTexts(exact);
    const isTyped = isShort(typed) || (exact.command.access !== 'look' && !readsAsSentence(exact));
    return saysOff(exact) || free.some(isPersonId) || (isTyped && free.some(namesPerson));
  }
  if (isOther && exact.kind === 'misread' && said.command.access === 'licenses')
    return !saysMore(exact, typed, context);
  if (isOther) return false;
  // "Purchases 1": of so few words each is meant.
  if (exact.kind === 'misread' && leftOut.length > 0 && isShort(typed)) return true;
  // What was typed after the command's own words is all meant: "Zaya, the Boss" is not Zaya.
  if (exact.kind === 'command') return !readsAsSentence(exact) && given(exact) > 0 && given(said) <= given(exact);
  if (given(said) > 0 && leftOut.length === 0) return false;
  // "Auto-recharge is on or off currently, please" goes on as a sentence does, and gives nothing.
  if (!isShort(typed) && isCertain && leftOut.length === 0 && isAskedInWords(restOf(exact, typed))) return false;
  return Object.keys(exact.command.arguments).length > 0 && (!/\p{Script=Han}/u.test(typed) || isParted(exact, typed));
}

/** Whether what follows a command has no number and no name, but words of the tables. */
const isAskedInWords = (rest: string): boolean =>
  saysWords(rest) && !/[\p{Lu}\d]/u.test(rest.replaceAll(/\b(?:ON|OFF)\b/g, ''));

/** Whether more than names follows a command: "departments Ana Costa, Joe Brand" gives nobody a license. */
const saysMore = (found: Found<CommandFacts>, typed: string, context: ArgumentContext): boolean =>
  phraseIn(restOf(found, typed), context, line => line) !== undefined;

/** What follows a command's words, the longest that it begins with. */
function restOf({ command: { name } }: Found<CommandFacts>, typed: string): string {
  const lower = typed.toLowerCase();
  const begun = everyTypedFor(name).filter(one => lower.startsWith(one));
  return typed.slice(Math.max(0, ...begun.map(one => one.length))).trim();
}

/** Whether days or a choice follows a command that takes nothing: "import October", "doctor off". */
function givesMore<Command extends CommandFacts>(
  exact: Found<Command>,
  typed: string,
  context: ArgumentContext,
): boolean {
  const rest = restOf(exact, typed).toLowerCase();
  if (Object.keys(exact.command.arguments).length > 0) return false;
  const isChoice = (['choice.on', 'choice.off', 'choice.why'] as const).some(word => allWords(word).includes(rest));
  return isChoice || range.read(rest, context).ok;
}

/** Whether a space parts what follows from the command's words: Han needs none where a sentence goes on. */
const isParted = ({ command: { name } }: Found<CommandFacts>, typed: string): boolean =>
  everyTypedFor(name).some(words => typed.toLowerCase().startsWith(`${words} `));

const given = (found: Found<unknown>): number =>
  found.kind === 'command' ? Object.keys(found.given as object).length : 0;

/** What a line of the phrases means: a command, or one that asks for the argument that it needs. */
function meantBy<Command extends CommandFacts>(
  line: string,
  commands: readonly Command[],
  context: ArgumentContext,
): Found<Command> | undefined {
  const found = commandIn(line, commands, context);
  return found?.kind === 'command' || namedCommand(line, commands) !== undefined ? found : undefined;
}

/** Without a slash before it, and without what ends a sentence. */
const withoutMarks = (typed: string): string => {
  const said = typed.replace(/^[/／]\s*/, '');
  return /^[?？][.。!！?？…]*$/.test(said) ? '?' : said.replace(/\s*[.。!！?？…]+$/, '');
};

const mostLeads = 3;

/** The text without "please", "show me", 查看 and the like before it, one at a time. */
function withoutLeads(typed: string): readonly string[] {
  const left: string[] = [];
  let said = typed;
  for (let count = 0; count < mostLeads; count += 1) {
    const lower = said.toLowerCase();
    const lead = allWords('command.leads')
      .toSorted((one, other) => other.length - one.length)
      .find(words => lower.startsWith(words) && isApart(lower, words.length));
    if (lead === undefined) break;
    said = said.slice(lead.length).trim();
    left.push(said);
  }
  return left;
}

/** The command with the longest words that the text begins with and whose arguments are what follows; else the one with the longest words. */
function commandIn<Command extends CommandFacts>(
  typed: string,
  commands: readonly Command[],
  context: ArgumentContext,
): Found<Command> | undefined {
  const lower = typed.toLowerCase();
  const tried = new Set<Command>();
  let longerWords: string | undefined;
  let misread: Found<Command> | undefined;
  for (const { command, words } of phrasesOf(commands)) {
    // Chinese puts no space before a number; a Latin word must end where the command does.
    const rest = typed.slice(words.length);
    const isWhole = rest === '' || rest.startsWith(' ') || /\p{Script=Han}$/u.test(words);
    // Of a command only its longest words: in "explain call" the call is not named "call".
    if (!lower.startsWith(words) || !isWhole || tried.has(command)) continue;
    tried.add(command);
    // 对账单 is not 对账 with something behind it.
    if (longerWords?.startsWith(words) === true && rest !== '' && !rest.startsWith(' ')) continue;
    const read = command.read(rest.trim(), context);
    if (read.ok) return { kind: 'command', command, given: read.value };
    misread ??= { kind: 'misread', command, misread: read.refusal };
    longerWords ??= words;
  }
  return misread;
}

interface Phrase<Command> {
  readonly command: Command;
  readonly words: string;
}

const made = new WeakMap<readonly CommandFacts[], readonly Phrase<CommandFacts>[]>();

/** Every phrase of every command, longest first; made once for a list of commands. */
function phrasesOf<Command extends CommandFacts>(commands: readonly Command[]): readonly Phrase<Command>[] {
  const phrases =
    (made.get(commands) as readonly Phrase<Command>[] | undefined) ??
    commands
      .flatMap(command => everyTypedFor(command.name).map(words => ({ command, words })))
      .toSorted((one, other) => other.words.length - one.words.length);
  made.set(commands, phrases);
  return phrases;
}

/** The command that a text names in any language. */
export function namedCommand<Command extends CommandFacts>(
  typed: string,
  commands: readonly Command[],
): Command | undefined {
  const lower = withoutMarks(typedText(typed)).toLowerCase();
  return phrasesOf(commands).find(({ words }) => lower === words)?.command;
}

/** What was probably meant: command words within a slip or two of the beginning, written together or apart, and what follows if they take it. */
function nearest(typed: string, commands: readonly CommandFacts[], context: ArgumentContext): readonly string[] {
  const parts = typed.replaceAll(/(\p{L})(?=\d)/gu, '$1 ').split(' ');
  let best: { readonly phrase: Phrase<CommandFacts>; readonly rest: string; readonly slips: number } | undefined;
  for (const phrase of phrasesOf(commands)) {
    const joined = phrase.words.replaceAll(' ', '');
    for (let count = 1; count <= phrase.words.split(' ').length; count += 1) {
      const beginning = parts.slice(0, count).join('').toLowerCase();
      // What is longer by more than any slips is as far away without its rest.
      const slips = distance(joined, beginning.slice(0, joined.length + 3));
      if (slips > slipsAllowed(joined) || (best !== undefined && best.slips <= slips)) continue;
      best = { phrase, rest: parts.slice(count).join(' '), slips };
    }
  }
  if (best === undefined) return [];
  const { phrase, rest } = best;
  const whole = `${phrase.words} ${rest}`;
  const read = phrase.command.read(rest, context);
  // "why is it so" is no slip for "who is".
  if (read.ok && saysWords(rest) && freeTexts({ command: phrase.command, given: read.value }).length > 0) return [];
  return [rest !== '' && whole.length <= longestButton && read.ok ? whole : phrase.words];
}

/** Short Latin words are too near to others: "stop" is not a slip for "setup". */
function slipsAllowed(words: string): number {
  if (/\p{Script=Han}/u.test(words)) return words.length > 1 ? 1 : 0;
  return words.length >= 8 ? 2 : words.length >= 4 ? 1 : 0;
}
