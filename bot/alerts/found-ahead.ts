import type { AlertKind, Stage } from '../../core/index.ts';

/** What was found last by whatever looks ahead, and the kinds that were looked for: of the others nothing is known. */
export interface FoundAhead {
  readonly kinds: ReadonlySet<AlertKind>;
  /** Of news the key is its id. */
  readonly stages: readonly Stage[];
}
