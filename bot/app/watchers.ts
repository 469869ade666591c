import { minutesWatcher, type MinutesWatcherNeeds } from '../foresight/minutes-watcher.ts';
import type { Watcher } from '../foresight/watcher.ts';

/** Everything that looks ahead, in the order in which it looks. */
export const watchersOf = (needs: MinutesWatcherNeeds): readonly Watcher[] => [minutesWatcher(needs)];
