import type { UsageLine } from '../../ports/index.ts';
import { wideSum, type Columns } from './columns.ts';
import type { NamedUsage } from './people.ts';

/** How much was called, as the columns `calls`, `seconds` and `cost` of a query tell. */
export const sumsOf = (row: Columns | undefined): Omit<UsageLine, 'label'> => ({
  calls: Number(row?.['calls'] ?? 0),
  seconds: Number(row?.['seconds'] ?? 0),
  cost: wideSum(row?.['cost']),
});

/** The same under the column `label`. */
export const usageLineOf = (row: Columns): UsageLine => ({ label: String(row['label']), ...sumsOf(row) });

/** The same by the columns `who` and `last`. */
export const namedUsageOf = (row: Columns): NamedUsage => ({
  ...usageLineOf(row),
  who: String(row['who']),
  last: Number(row['last']),
});
