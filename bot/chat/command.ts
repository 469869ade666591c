import type { Result } from '../../core/index.ts';
import type { CommandName, Word } from '../../cards/words.ts';
import { argumentsIn, type Arguments, type Given, type Misread, type ArgumentContext } from './argument.ts';
import type { Access } from './roles.ts';
import type { Reply, Turn } from './turn.ts';

/** Where a menu stands beside the message box; each has room for twelve (T11). */
export type Menu = 'personal' | 'team' | 'groupChat';

/** A use of a command that more people may make than of the whole: help lists it for them. */
export interface LesserUse {
  readonly choice: Word extends infer One ? (One extends `help.lesser.${infer Name}` ? Name : never) : never;
  readonly access: Access;
}

/** What is known of a command by what is given to it. */
interface KnownByGiven<Values> {
  /** Who may, where it depends on what was typed. */
  readonly accessTo?: (given: Values) => Access;
  /** Whether it only shows what few may see: a sentence about it need be no surer than about what all see. */
  readonly onlyShows?: (given: Values) => boolean;
  /** Whether it changes something as soon as it is typed: a question is no such wish, and is asked back. */
  readonly actsAtOnce?: (given: Values) => boolean;
}

/** What is known of a command without running it. */
export interface CommandFacts extends KnownByGiven<unknown> {
  readonly name: CommandName;
  /** Who may, where it does not depend on what was typed. */
  readonly access: Access;
  /** What others may type of it too: its word, and who may. */
  readonly lesser?: LesserUse;
  readonly arguments: Arguments;
  readonly menus: readonly Menu[];
  readonly isSandboxOnly?: boolean;
  /** Whether it is meant where files come without a word; it is run without a text then. */
  readonly takesFiles?: boolean;
  /** Reads what follows its words. */
  readonly read: (text: string, context: ArgumentContext) => Result<unknown, Misread>;
}

/** What was typed, and which page of the list that it makes: '' for the first. What a button sends back is untrusted. */
export interface AskedPage {
  readonly text: string;
  readonly place: string;
}

/** One typed command, and in its type what it needs of the tenant: it can touch nothing else. */
export interface Command<in Needs> extends CommandFacts {
  /** `given` is what `read` made of the text. */
  readonly run: (needs: Needs, turn: Turn, given: unknown, asked: AskedPage) => Promise<Reply>;
}

/** A command whose arguments are read before it runs. */
export function command<Needs, Of extends Arguments>(
  definition: {
    readonly name: CommandName;
    readonly access: Access;
    readonly lesser?: LesserUse;
    readonly arguments: Of;
    /** All when left out. */
    readonly menus?: readonly Menu[];
    readonly isSandboxOnly?: boolean;
    readonly takesFiles?: boolean;
    readonly run: (needs: Needs, turn: Turn, given: Given<Of>, asked: AskedPage) => Promise<Reply>;
  } & KnownByGiven<Given<Of>>,
): Command<Needs> {
  const { run, menus = ['personal', 'team', 'groupChat'], ...facts } = definition;
  return {
    // What `read` made of it, and nothing else, comes back.
    ...(facts as typeof facts & KnownByGiven<unknown>),
    menus,
    read: (text, context) => argumentsIn(facts.arguments, text, context),
    run: (needs, turn, given, asked) => run(needs, turn, given as Given<Of>, asked),
  };
}

/** What commands are about, as help groups them. */
export type Topic = Word extends infer One ? (One extends `topic.${infer Name}` ? Name : never) : never;

/** A command in its place in the list of all. */
export type OnTopic<One extends CommandFacts> = One & { readonly topic: Topic };
