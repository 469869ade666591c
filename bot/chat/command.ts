import type { Reply, Turn } from '../app/app.ts';
import type { Access } from './roles.ts';
import type { Word } from '../../cards/words.ts';

/** One typed command. Its first word in each language is the one that help shows. */
export interface Command {
  readonly name: string;
  readonly access: Access;
  readonly words: { readonly en: readonly string[]; readonly zh: readonly string[] };
  readonly about: Word;
  readonly isSandboxOnly?: boolean;
  /** Teams' menu has room for twelve; help shows all. */
  readonly isLeftOutOfMenu?: boolean;
  /** `rest` is what follows the command's words, as it was typed. */
  readonly run: (turn: Turn, rest: string) => Promise<Reply>;
}
