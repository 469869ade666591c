import type { AssignmentFailure, Instant, Result } from '../../core/index.ts';

/** A person, and the products to assign to them, or to remove from them, in one call (G8). */
export interface Assignment {
  readonly personId: string;
  readonly skuIds: readonly string[];
}

/** Writes licenses and usage locations to the directory. */
export interface Licenses {
  /**
   * Assigns products, many people at a time, and reports each person's result in any order, with Graph's reason for a failure (G9).
   * Repeating an assignment changes nothing. After the signal no more are begun; a person without a result may be assigned again. Rejects
   * when Graph cannot be reached. Once there is no seat left the others are not asked for. `onWait` is told for how long Microsoft's limit holds them up, each time that it does.
   */
  assign(
    assignments: readonly Assignment[],
    onResult: (personId: string, result: Result<'assigned', AssignmentFailure>) => void,
    signal?: AbortSignal,
    onWait?: (waitMs: number) => void,
  ): Promise<void>;
  /** Removes products in the same way. Whoever does not have one has it removed; what a group brings is refused. */
  remove(
    assignments: readonly Assignment[],
    onResult: (personId: string, result: Result<'removed', AssignmentFailure>) => void,
    signal?: AbortSignal,
    onWait?: (waitMs: number) => void,
  ): Promise<void>;
  /**
   * Gives a product to a group, or takes it from it, and with it to or from everybody in the group; repeating it changes nothing. Accepted is not
   * done: Graph carries it out in the background, and the states of each member's licenses tell when (G25). Left out where licenses are
   * not given to groups.
   */
  ofGroup?(
    groupId: string,
    asked: { readonly deed: 'give' | 'take'; readonly skuIds: readonly string[] },
  ): Promise<Result<'accepted', AssignmentFailure>>;
  /** Another process wrote about so many until then: they count toward Microsoft's limits (G15). */
  writtenElsewhere?(writes: number, at: Instant): void;
  /** Sets the usage location, without which nothing can be assigned: a two-letter ISO 3166-1 country code. */
  locate(
    personIds: readonly string[],
    country: string,
    onResult: (personId: string, result: Result<'located', AssignmentFailure>) => void,
  ): Promise<void>;
}
