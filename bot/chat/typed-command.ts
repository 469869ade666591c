import { distance } from 'fastest-levenshtein';
import { typedText } from '../../core/index.ts';
import { everyTypedFor } from '../../cards/words.ts';
import { allWords, isApart, type ArgumentContext, type Misread } from './argument.ts';
import type { CommandFacts } from './command.ts';
import { longestButton } from './frame.view.ts';
import { freeTexts } from './free-texts.ts';
import { saysWords } from './phrase-words.ts';

/** A command that a text begins with: with what was given to it, or with what is wrong in what follows. */
export type TypedCommand<Command> =
  | { readonly kind: 'command'; readonly command: Command; readonly given: unknown }
  | { readonly kind: 'misread'; readonly command: Command; readonly misread: Misread };

/** The command with the longest words that the text begins with and whose arguments are what follows; else the one with the longest words. */
export function commandIn<Command extends CommandFacts>(
  typed: string,
  commands: readonly Command[],
  context: ArgumentContext,
): TypedCommand<Command> | undefined {
  const lower = typed.toLowerCase();
  const tried = new Set<Command>();
  let longerWords: string | undefined;
  let misread: TypedCommand<Command> | undefined;
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
export function phrasesOf<Command extends CommandFacts>(commands: readonly Command[]): readonly Phrase<Command>[] {
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
export function nearest(typed: string, commands: readonly CommandFacts[], context: ArgumentContext): readonly string[] {
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

/** Without a slash before it, and without what ends a sentence. */
export const withoutMarks = (typed: string): string => {
  const said = typed.replace(/^[/／]\s*/, '');
  return /^[?？][.。!！?？…]*$/.test(said) ? '?' : said.replace(/\s*[.。!！?？…]+$/, '');
};

const mostLeads = 3;

/** A text without what leads to a command, and whether that only wishes to look. */
interface Led {
  readonly rest: string;
  readonly isLook: boolean;
}

/** The text without "please", "show me", 查看 and the like before it, one at a time. */
export function withoutLeads(typed: string): readonly Led[] {
  const left: Led[] = [];
  let said: Led = { rest: typed, isLook: false };
  for (let count = 0; count < mostLeads; count += 1) {
    const lower = said.rest.toLowerCase();
    const lead = leads()
      .filter(({ words }) => lower.startsWith(words) && isApart(lower, words.length))
      .reduce((one, other) => (other.words.length > one.words.length ? other : one), { words: '', isLook: false });
    if (lead.words === '') break;
    said = { rest: said.rest.slice(lead.words.length).trim(), isLook: said.isLook || lead.isLook };
    left.push(said);
  }
  return left;
}

const leads = (): readonly { readonly words: string; readonly isLook: boolean }[] =>
  (['command.leads', 'command.looks'] as const).flatMap(list =>
    allWords(list).map(words => ({ words, isLook: list === 'command.looks' })),
  );

/** How much is given to a command. */
export const countGiven = (found: TypedCommand<unknown>): number =>
  found.kind === 'command' ? Object.keys(found.given as object).length : 0;

/** What follows a command's words, the longest that it begins with. */
export function restOf({ command: { name } }: TypedCommand<CommandFacts>, typed: string): string {
  const lower = typed.toLowerCase();
  const begun = everyTypedFor(name).filter(one => lower.startsWith(one));
  return typed.slice(Math.max(0, ...begun.map(one => one.length))).trim();
}

/** Whether a space parts what follows from the command's words: Han needs none where a sentence goes on. */
export const isParted = ({ command: { name } }: TypedCommand<CommandFacts>, typed: string): boolean =>
  everyTypedFor(name).some(words => typed.toLowerCase().startsWith(`${words} `));
