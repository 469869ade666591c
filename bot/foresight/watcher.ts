import type { AlertKind, Instant, Matter, Stage } from '../../core/index.ts';

/** Something that looks ahead, or at more than the balance: it says what is amiss of some kinds, from what the stores hold. */
export interface Watcher {
  /** What its findings are kept as. */
  readonly name: string;
  /** The kinds of which it says everything there is. */
  readonly kinds: readonly AlertKind[];
  /**
   * Everything that is amiss of its kinds. `before` are the matters that stand, since what keeps a matter open is less than what begins it.
   * Of news the key is its id: it is told once. Undefined where nothing can be known now: then what was found before stays.
   */
  readonly look: (asked: {
    readonly at: Instant;
    readonly before: readonly Matter[];
  }) => Promise<readonly Stage[] | undefined>;
}
