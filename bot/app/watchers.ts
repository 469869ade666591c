import type { Watcher } from '../foresight/watcher.ts';

/** Everything that looks ahead, in the order in which it looks. */
export const watchersOf = (): readonly Watcher[] => [];
