import { digestWatcher, statementWatcher, type NewsWatcherNeeds } from '../digest/digest-watcher.ts';
import { budgetWatcher, type BudgetWatcherNeeds } from '../foresight/budget-watcher.ts';
import { expiringWatcher, type ExpiringWatcherNeeds } from '../foresight/expiring-watcher.ts';
import { minutesWatcher, type MinutesWatcherNeeds } from '../foresight/minutes-watcher.ts';
import { runsOutWatcher, type RunsOutWatcherNeeds } from '../foresight/runs-out-watcher.ts';
import type { Watcher } from '../foresight/watcher.ts';

/** Everything that looks ahead, in the order in which it looks. */
export const watchersOf = (
  needs: RunsOutWatcherNeeds & ExpiringWatcherNeeds & BudgetWatcherNeeds & MinutesWatcherNeeds & NewsWatcherNeeds,
): readonly Watcher[] => [
  runsOutWatcher(needs),
  expiringWatcher(needs),
  budgetWatcher(needs),
  minutesWatcher(needs),
  digestWatcher(needs),
  statementWatcher(needs),
];
