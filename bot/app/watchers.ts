import { digestWatcher, statementWatcher, type NewsWatcherNeeds } from '../digest/digest-watcher.ts';
import { unsentWatcher, type UnsentWatcherNeeds } from '../exports/unsent-watcher.ts';
import { backupWatcher, type BackupWatcherNeeds } from '../foresight/backup-watcher.ts';
import { blockedWatcher, type BlockedWatcherNeeds } from '../foresight/blocked-watcher.ts';
import { budgetWatcher, type BudgetWatcherNeeds } from '../foresight/budget-watcher.ts';
import { cardWatcher, type CardWatcherNeeds } from '../foresight/card-watcher.ts';
import { expiringWatcher, type ExpiringWatcherNeeds } from '../foresight/expiring-watcher.ts';
import { licensesWatcher, type LicensesWatcherNeeds } from '../foresight/licenses-watcher.ts';
import { minutesWatcher, type MinutesWatcherNeeds } from '../foresight/minutes-watcher.ts';
import { purchaseOrderWatcher, type PurchaseOrderWatcherNeeds } from '../foresight/purchase-order-watcher.ts';
import { secretWatcher, type SecretWatcherNeeds } from '../foresight/secret-watcher.ts';
import { runsOutWatcher, type RunsOutWatcherNeeds } from '../foresight/runs-out-watcher.ts';
import { spendWatcher, type SpendWatcherNeeds } from '../foresight/spend-watcher.ts';
import type { Watcher } from '../foresight/watcher.ts';

type WatchersNeeds = RunsOutWatcherNeeds &
  ExpiringWatcherNeeds &
  BudgetWatcherNeeds &
  MinutesWatcherNeeds &
  SpendWatcherNeeds &
  BlockedWatcherNeeds &
  LicensesWatcherNeeds &
  PurchaseOrderWatcherNeeds &
  CardWatcherNeeds &
  SecretWatcherNeeds &
  BackupWatcherNeeds &
  UnsentWatcherNeeds &
  NewsWatcherNeeds;

/** Everything that looks ahead, in the order in which it looks. */
export const watchersOf = (needs: WatchersNeeds): readonly Watcher[] => [
  runsOutWatcher(needs),
  expiringWatcher(needs),
  budgetWatcher(needs),
  minutesWatcher(needs),
  spendWatcher(needs),
  blockedWatcher(needs),
  licensesWatcher(needs),
  purchaseOrderWatcher(needs),
  cardWatcher(needs),
  secretWatcher(needs),
  backupWatcher(needs),
  unsentWatcher(needs),
  digestWatcher(needs),
  statementWatcher(needs),
];
