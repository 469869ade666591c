import { distance } from 'fastest-levenshtein';
import { typedText } from '../../core/index.ts';
import type { CommandWords } from './command.ts';

export type Parsed<Command> =
  | { readonly kind: 'command'; readonly command: Command; readonly rest: string }
  /** Nothing matches; `nearest` are the words that were probably meant. */
  | { readonly kind: 'unknown'; readonly nearest: string | undefined };

/** Fifty names or addresses fit; nothing that a command takes is longer. */
const longest = 4000;

/** Finds the command that a text begins with. Whole words only: "do not help" is not help. */
export function parse<Command extends CommandWords>(text: string, commands: readonly Command[]): Parsed<Command> {
  if (text.length > longest) return { kind: 'unknown', nearest: undefined };
  // Only width is folded: what follows the command may be an amount, and `50²` is not 502 (L1).
  const typed = typedText(text).replaceAll(/\s+/g, ' ');
  const lower = typed.toLowerCase();
  const candidates = phrasesOf(commands);
  for (const { command, words } of candidates) {
    if (!lower.startsWith(words)) continue;
    const rest = typed.slice(words.length);
    // Chinese puts no space before a number; a Latin word must end where the command does.
    const isWhole = rest === '' || rest.startsWith(' ') || /\p{Script=Han}$/u.test(words);
    if (isWhole) return { kind: 'command', command, rest: rest.trim() };
  }
  return {
    kind: 'unknown',
    nearest: nearestWords(
      lower,
      candidates.map(({ words }) => words),
    ),
  };
}

interface Phrase<Command> {
  readonly command: Command;
  readonly words: string;
}

const made = new WeakMap<readonly CommandWords[], readonly Phrase<CommandWords>[]>();

/** Every phrase of every command, longest first; made once for a list of commands. */
function phrasesOf<Command extends CommandWords>(commands: readonly Command[]): readonly Phrase<Command>[] {
  const phrases =
    (made.get(commands) as readonly Phrase<Command>[] | undefined) ??
    commands
      .flatMap(command => [...command.words.en, ...command.words.zh].map(words => ({ command, words })))
      .toSorted((one, other) => other.words.length - one.words.length);
  made.set(commands, phrases);
  return phrases;
}

/** The command words within one or two edits of the beginning of the text. */
function nearestWords(text: string, all: readonly string[]): string | undefined {
  const typed = text.split(' ');
  const guesses = all.map(words => {
    const beginning = typed.slice(0, words.split(' ').length).join(' ');
    // What is longer by more than any slips is as far away without its rest.
    return { words, slips: distance(words, beginning.slice(0, words.length + 3)), allowed: words.length <= 3 ? 1 : 2 };
  });
  return guesses
    .filter(({ words, slips, allowed }) => slips <= Math.min(allowed, words.length - 1))
    .toSorted((one, other) => one.slips - other.slips)[0]?.words;
}
