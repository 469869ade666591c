import type { Instant } from '../../core/index.ts';

/** Somebody saw the calls of a person, or people by name: who and whom are Entra object ids. */
export interface Look {
  readonly who: string;
  /** Undefined where a list of people was shown. */
  readonly whom: string | undefined;
  readonly at: Instant;
  /** The command that showed it. */
  readonly command: string;
}

/** A look in the order in which it was noted. */
export interface KeptLook extends Look {
  readonly place: number;
}

/** Who looked at whom: noted before it is shown, never changed, kept for a while. Where nothing can be noted, nothing is shown. */
export interface Looks {
  note(look: Look): Promise<void>;
  /** The newest first, from before a place on; `of` a person those at them, and those at lists, in which they may have been. */
  list(asked: {
    readonly of?: string | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  }): Promise<readonly KeptLook[]>;
  /** Forgets what was noted of before an instant. */
  trim(before: Instant): Promise<void>;
}
