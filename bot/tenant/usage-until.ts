import type { Instant, Wallet } from '../../core/index.ts';
import type { NamedCallLog } from '../ports/index.ts';
import { readUntil, type LogCursors } from './log-cursors.ts';

export interface UsageUntilNeeds {
  readonly logCursors: LogCursors;
  readonly callLogs: readonly NamedCallLog[];
}

/**
 * While usage is not imported, up to when it was: what is worked out of it is as of then (B7). Null where it never was, undefined while it is
 * imported.
 */
export async function usageUntil(
  { logCursors, callLogs }: Pick<UsageUntilNeeds, 'callLogs'> & { readonly logCursors: Pick<LogCursors, 'read'> },
  { episodes }: Pick<Wallet, 'episodes'>,
): Promise<Instant | null | undefined> {
  const isStalled = episodes.some(({ alert }) => alert === 'import-stalled');
  return isStalled ? readUntil(await logCursors.read(), callLogs) : undefined;
}
