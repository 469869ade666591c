import { hourMs } from '../../core/index.ts';
import { observed, type Clock, type NamedCallLog, type Observation } from '../ports/index.ts';
import type { LogCursors } from '../tenant/log-cursors.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** A log is read every few minutes: after six hours somebody is told, and after a day it is no passing trouble. */
const lateMs = 6 * hourMs;
const stalledMs = 24 * hourMs;

export interface BookCheckNeeds {
  readonly clock: Pick<Clock, 'now'>;
  readonly ledger: Pick<Ledger, 'read'>;
  readonly logCursors: Pick<LogCursors, 'read'>;
  readonly callLogs: readonly Pick<NamedCallLog, 'name'>[];
}

/** Whether the ledger can be read, and how far usage has been imported into it. */
export async function checkBook({
  clock,
  ledger,
  logCursors,
  callLogs,
}: BookCheckNeeds): Promise<readonly Observation[]> {
  const read = await ledger.read();
  if (!read.ok)
    return [
      read.refusal.kind === 'damaged'
        ? observed('store', 'ledger-damaged', { entry: read.refusal.seq })
        : observed('store', 'ledger-other-mode', { mode: read.refusal.mode, program: read.refusal.program }),
    ];
  const { seq, terms } = read.value.wallet;
  const reads = observed('store', 'ledger-reads', { entries: seq });
  if (terms === undefined) return [reads, observed('import', 'not-set-up')];
  const cursors = await logCursors.read();
  const now = clock.now();
  return [reads, ...callLogs.map(({ name }) => imported(name, cursors[name]?.until, now))];
}

function imported(log: string, until: number | undefined, now: number): Observation {
  if (until === undefined) return observed('import', 'import-never', { log });
  const kind = now - until > stalledMs ? 'import-stalled' : now - until > lateMs ? 'import-late' : 'import-recent';
  return observed('import', kind, { log, at: { at: until } });
}
