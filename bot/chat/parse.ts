import { typedText } from '../../core/index.ts';
import { allWords, type ArgumentContext } from './argument.ts';
import { typedFor } from '../../cards/words.ts';
import type { CommandFacts } from './command.ts';
import { withDaysMended } from './day-slips.ts';
import { freeTexts, readsAsSentence } from './free-texts.ts';
import { isSlip, nearestWord } from './phrase-words.ts';
import { phraseIn, type Said } from './phrases.ts';
import { withPlainDays } from './day-words.ts';
import {
  commandIn,
  countGiven,
  isParted,
  namedCommand,
  nearest,
  phrasesOf,
  withoutLeads,
  withoutMarks,
  type TypedCommand,
} from './typed-command.ts';
import { isShort, losesText } from './typed-or-said.ts';
import { endsHalfRead } from './typed-range.ts';

export type Parsed<Command> =
  | TypedCommand<Command>
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
  const sure = (found: TypedCommand<Command>, line: string): Parsed<Command> =>
    isQuestion(text) && found.kind === 'command' && found.command.actsAtOnce?.(found.given) === true
      ? { kind: 'unknown', nearest: [line] }
      : found;
  // A lever of the sandbox is no sentence, nor is a number alone, or the name of a command.
  if (
    exact?.kind === 'command' &&
    ((exact.command.isSandboxOnly === true && !readsAsSentence(exact, isParted(exact, typed))) ||
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
  let misread: TypedCommand<Command> | undefined;
  for (const { rest, isLook } of [{ rest: typed, isLook: false }, ...withoutLeads(typed)]) {
    const found = rest === typed ? exact : commandIn(rest, commands, context);
    // "Show the alerts here" wishes to see them.
    if (isLook && found?.kind === 'command' && found.command.actsAtOnce?.(found.given) === true)
      return { kind: 'at-once', line: rest };
    if (found?.kind === 'command')
      return readsAsSentence(found, isParted(found, rest))
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
    misread !== undefined && said?.kind !== 'at-once' && /^\p{Script=Han}/u.test(typed) && isParted(misread, typed);
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
  return said?.kind === 'command' && (exact?.kind !== 'command' || readsAsSentence(exact, isParted(exact, typed)))
    ? said.line
    : typed;
}

/** "We did not refund it" is about what changes something, and asks for none of it: it is asked back, as is what is less than certain. */
function asked<Command extends CommandFacts>(
  said: Said<TypedCommand<Command>>,
  context: ArgumentContext,
): Said<TypedCommand<Command>> | AtOnce {
  if (said?.kind !== 'command') return said;
  const { found, line, leftOut } = said;
  if (leftOut.some(text => changesAtOnce(found.command, text, context))) return { kind: 'guess', lines: [line] };
  const { access, accessTo, actsAtOnce, onlyShows } = found.command;
  if (found.kind === 'command' && onlyShows?.(found.given) === true) return said;
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

/** Whether a line is the misread command alone, or the command stands apart from what follows, as it is typed. */
const saysNoMore = <Command extends CommandFacts>(
  [line = '']: readonly string[],
  misread: TypedCommand<Command>,
  typed: string,
  { commands, context }: { readonly commands: readonly Command[]; readonly context: ArgumentContext },
): boolean => {
  const found = commandIn(line, commands, context);
  if (found?.command !== misread.command) return false;
  return countGiven(found) === 0 || (/\p{Script=Han}/u.test(typed) && isParted(misread, typed));
};

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

/** What a line of the phrases means: a command, or one that asks for the argument that it needs. */
function meantBy<Command extends CommandFacts>(
  line: string,
  commands: readonly Command[],
  context: ArgumentContext,
): TypedCommand<Command> | undefined {
  const found = commandIn(line, commands, context);
  return found?.kind === 'command' || namedCommand(line, commands) !== undefined ? found : undefined;
}
