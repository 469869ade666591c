import { allWords, type ArgumentContext } from './argument.ts';
import type { CommandFacts } from './command.ts';
import { freeTexts, isPersonId, namesPerson, readsAsSentence, saysOff } from './free-texts.ts';
import { saysWords, tokensOf } from './phrase-words.ts';
import { phraseIn, type Said } from './phrases.ts';
import { countGiven, isParted, restOf, type TypedCommand } from './typed-command.ts';
import { range } from './typed-range.ts';

// A text begins with a command, and is a sentence too: which of both readings stands. Nothing that was typed is dropped: it is said or asked back.

type SaidCommand<Command> = Extract<Said<TypedCommand<Command>>, { readonly kind: 'command' }>;

/** A text, and the command that it begins with. */
interface Typed<Command> {
  readonly exact: TypedCommand<Command>;
  readonly typed: string;
  readonly context: ArgumentContext;
}

/** Whether the phrase that a text is leaves out something of what is typed. */
export function losesText<Command extends CommandFacts>(
  said: SaidCommand<Command>,
  exact: TypedCommand<Command> | undefined,
  typed: string,
  context: ArgumentContext,
): boolean {
  if (exact === undefined) return false;
  const text = { exact, typed, context };
  return said.found.command === exact.command ? losesOwnText(said, text) : losesOthersText(said, text);
}

/** The phrase is of another command than the one that is typed. */
function losesOthersText<Command extends CommandFacts>(
  { found: { command } }: SaidCommand<Command>,
  { exact, typed, context }: Typed<Command>,
): boolean {
  // "Who Nobody Atall" names a person, and "budget off of no department" says what is to be done.
  if (exact.kind === 'command') {
    const free = freeTexts(exact);
    const isSentence = readsAsSentence(exact, isParted(exact, typed));
    const isTyped = isShort(typed) || (exact.command.access !== 'look' && !isSentence);
    return saysOff(exact) || free.some(isPersonId) || (isTyped && free.some(namesPerson));
  }
  // What is short, or parted by a space in a script without any, opens no form of another's money or licenses; 查询余额 13月 is about no 13.
  const isTyped = isShort(typed) || (/\p{Script=Han}/u.test(typed) && isParted(exact, typed));
  // "Purchases 1" is no sentence about orders, and "import October" is not "October".
  if (isTyped && (command.access !== 'look' || !saysWords(restOf(exact, typed)))) return true;
  if (isShort(typed) && givesMore(exact, typed, context)) return true;
  return command.access === 'licenses' && !saysMore(exact, typed, context);
}

/** The phrase is of the command that is typed. */
function losesOwnText<Command extends CommandFacts>(
  { found, leftOut, isCertain }: SaidCommand<Command>,
  { exact, typed, context }: Typed<Command>,
): boolean {
  // What was typed after the command's own words is all meant: "Zaya, the Boss" is not Zaya.
  if (exact.kind === 'command')
    return (
      !readsAsSentence(exact, isParted(exact, typed)) && countGiven(exact) > 0 && countGiven(found) <= countGiven(exact)
    );
  const { access, arguments: all } = exact.command;
  if (isShort(typed)) {
    // Of so few words each is meant: "purchases 1", "verify October".
    if (leftOut.length > 0 || givesMore(exact, typed, context)) return true;
    if (access === 'anyone' || (access !== 'look' && /\d/.test(typed))) return true;
  }
  if (countGiven(found) > 0 && leftOut.length === 0) return false;
  // "Auto-recharge is on or off currently, please" goes on as a sentence does, and gives nothing.
  if (!isShort(typed) && isCertain && leftOut.length === 0 && isAskedInWords(restOf(exact, typed))) return false;
  return Object.keys(all).length > 0 && (!/\p{Script=Han}/u.test(typed) || isParted(exact, typed));
}

/** What is short is a command with something wrong behind it. */
export const isShort = (typed: string): boolean => tokensOf(typed).length < 5;

/** Whether what follows a command has no number and no name, but words of the tables. */
const isAskedInWords = (rest: string): boolean =>
  saysWords(rest) && !/[\p{Lu}\d]/u.test(rest.replaceAll(/\b(?:ON|OFF)\b/g, ''));

/** Whether more than names follows a command: "departments Ana Costa, Joe Brand" gives nobody a license. */
const saysMore = (found: TypedCommand<CommandFacts>, typed: string, context: ArgumentContext): boolean =>
  phraseIn(restOf(found, typed), context, line => line) !== undefined;

/** Whether days or a choice follows a command that takes nothing: "import October", "doctor off". */
function givesMore<Command extends CommandFacts>(
  exact: TypedCommand<Command>,
  typed: string,
  context: ArgumentContext,
): boolean {
  const rest = restOf(exact, typed).toLowerCase();
  if (Object.keys(exact.command.arguments).length > 0) return false;
  const isChoice = (['choice.on', 'choice.off', 'choice.why'] as const).some(word => allWords(word).includes(rest));
  return isChoice || range.read(rest, context).ok;
}
