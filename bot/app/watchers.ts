import { budgetWatcher, type BudgetWatcherNeeds } from '../foresight/budget-watcher.ts';
import { minutesWatcher, type MinutesWatcherNeeds } from '../foresight/minutes-watcher.ts';
import type { Watcher } from '../foresight/watcher.ts';

/** Everything that looks ahead, in the order in which it looks. */
export const watchersOf = (needs: BudgetWatcherNeeds & MinutesWatcherNeeds): readonly Watcher[] => [
  budgetWatcher(needs),
  minutesWatcher(needs),
];
