import type { Matter } from '../../core/index.ts';

/** A matter as one message shows it; one that has moved points to its latest post. */
export interface MessageMatter {
  readonly matter: Matter;
  readonly hasMoved: boolean;
  /** Of which version whoever gets it was last told; left out where this is the first time, or that is not known. */
  readonly shown?: number;
}

/** What one destination is told: a new message, or one that takes the place of an earlier. Several where quiet hours held them. */
export interface Message {
  readonly shown: readonly MessageMatter[];
  /** The message whose place it takes. */
  readonly activityId: string | undefined;
  /** The thread of a channel that its matter was last posted in; undefined where there is none, or several matters are told of. */
  readonly threadId?: string | undefined;
}
