import type { Word } from '../../cards/words.ts';
import type { Access } from './roles.ts';
import type { Reply, Turn } from './turn.ts';

/** What is known of a command without running it. Its first word in each language is the one that help shows. */
export interface CommandWords {
  readonly name: string;
  readonly access: Access;
  readonly words: { readonly en: readonly string[]; readonly zh: readonly string[] };
  readonly about: Word;
  readonly isSandboxOnly?: boolean;
  /** Teams' menu has room for twelve; help shows all. */
  readonly isLeftOutOfMenu?: boolean;
}

/** One typed command, and in its type what it needs of the tenant: it can touch nothing else. */
export interface Command<in Needs> extends CommandWords {
  /** `rest` is what follows the command's words, as it was typed. */
  readonly run: (needs: Needs, turn: Turn, rest: string) => Promise<Reply>;
}
