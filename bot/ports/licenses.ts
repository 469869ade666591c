import type { AssignmentFailure, Result } from '../../core/index.ts';

/** Somebody, and the products that they are to be given together. */
export interface Assignment {
  readonly personId: string;
  readonly skuIds: readonly string[];
}

export interface Licenses {
  /**
   * Gives them their products, many at a time, and tells of each person what became of it, in any order; says why not, where Graph says
   * so. Giving again what somebody has changes nothing. With the signal no more are begun; whoever was not told of was not done, or will
   * be done again. Rejects when Graph cannot be reached.
   */
  assign(
    assignments: readonly Assignment[],
    onResult: (personId: string, result: Result<'assigned', AssignmentFailure>) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Sets where people are, without which they can be given nothing: an ISO 3166-1 country, in two letters. */
  locate(
    personIds: readonly string[],
    country: string,
    onResult: (personId: string, result: Result<'located', AssignmentFailure>) => void,
  ): Promise<void>;
}
