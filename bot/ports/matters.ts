import type { Alert, Instant, Matter, Told } from '../../core/index.ts';

/** What one conversation, address or program is told of one matter: written before it is told, so that a crash leaves it due. */
export interface Post extends Told {
  readonly matter: string;
  readonly destination: string;
  /** How often in a row it has failed. */
  readonly attempts: number;
  /** Why it failed last; null where it did not. */
  readonly reason: string | null;
  /** When it was last told, posted or edited. */
  readonly toldAt: Instant | null;
  /** The thread of a channel that its last post is in; null where there is none, or none is known. */
  readonly threadId: string | null;
  /** Whether quiet hours have held it. */
  readonly isHeld: boolean;
  /** Earlier posts of the same matter that are still to point to the last one. */
  readonly earlier: readonly string[];
}

/** Why a post is due, and from when. */
export interface Wanted {
  readonly destination: string;
  readonly dueAt: Instant;
}

/** A matter, and which of its versions has been given to those who are to be told. */
export interface KeptMatter {
  readonly matter: Matter;
  readonly addressed: number;
}

/** What became of a destination's posts. */
export interface DestinationState {
  readonly destination: string;
  readonly toldAt: Instant | null;
  /** How many of its posts have failed last, and why one of them did. */
  readonly failing: number;
  readonly reason: string | null;
}

/** What is written together. */
export interface MattersChange {
  readonly changed: readonly { readonly matter: Matter; readonly from: number }[];
  /** The alerts that have been taken up, by their ids. */
  readonly taken: readonly string[];
  /** The matters that are over for good. */
  readonly retired: readonly string[];
}

/** What an earlier version of this program told: one card in one conversation, of one alert. */
export interface EarlierCard {
  readonly destination: string;
  readonly activityId: string;
}

/**
 * The matters of one tenant, and who has been told what of each. They are no book's: a sandbox that is reset ends what was amiss, and they
 * can be written while the journal is damaged or the clock is doubted.
 */
export interface Matters {
  /** Those that are open, or ended a moment ago, oldest first; and the number of the next one. */
  current(): Promise<{ readonly matters: readonly KeptMatter[]; readonly next: number }>;
  find(id: string): Promise<Matter | undefined>;
  /** The one that began last with that subject, whether it is over or not. */
  latestOf(subject: string): Promise<Matter | undefined>;
  /** All that are kept, over or not, oldest first. */
  all(): Promise<readonly Matter[]>;
  /** Writes one over that version, under the subject that it has now; false where it has changed meanwhile. */
  replace(matter: Matter, from: number): Promise<boolean>;
  /**
   * Writes each matter over the version that it was made from (0 for a new one), and takes what was announced as read; all or nothing:
   * `moved-on` where one of them has changed meanwhile.
   */
  write(change: MattersChange): Promise<'written' | 'moved-on'>;
  /** Makes posts of a version due, and notes that it is addressed. Those that are there keep what they showed. */
  address(matter: string, version: number, wanted: readonly Wanted[]): Promise<void>;
  /** Makes those posts due again that are there, of these matters for these destinations; and no others. */
  addressAgain(matters: readonly string[], destinations: readonly string[], dueAt: Instant): Promise<void>;
  /**
   * Leases posts that are due at `at` to the caller, the earliest first: no other caller gets them for so long. Where a process can die
   * without its lease, the store knows.
   */
  claim(lease: { readonly at: Instant; readonly leaseMs: number; readonly limit: number }): Promise<readonly Post[]>;
  /** What became of a claimed post; due again then, or when it is addressed, also if that was while it was under way. */
  settle(post: Post, dueAt: Instant | null): Promise<void>;
  /** The posts of one destination that the same message shows. */
  sharing(destination: string, activityId: string): Promise<readonly Post[]>;
  /** The first instant at which anything is due, for whoever watches that it is told. */
  earliestDue(): Promise<Instant | undefined>;
  destinations(): Promise<readonly DestinationState[]>;
  /**
   * Deletes those that are retired and ended before then, with what was told of them: so many at most, the oldest first. Gives how many. The
   * one that began last stays, so that its number is given to no other.
   */
  forget(old: { readonly endedBefore: Instant; readonly limit: number }): Promise<number>;
  /** What entries announced and nobody has taken up, each once, oldest first. */
  announced(): Promise<readonly Alert[]>;
  /** The cards of the last alert of a kind that a program without matters told. */
  earlierCards(kind: Alert['kind']): Promise<readonly EarlierCard[]>;
}
