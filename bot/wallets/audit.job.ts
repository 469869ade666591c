import { once } from 'node:events';
import { dayMs } from '../../core/index.ts';
import type { Log } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { Audits } from './audits.ts';

/** A wallet is opened from its snapshot; every entry before it is checked here, soon after the start and then daily. Its log line is a head kept elsewhere (L12). */
export const audit: Job<{
  readonly audits: Pick<Audits, 'run'>;
  readonly log: Log;
  readonly stopping: AbortSignal;
}> = {
  name: 'audit',
  everyMs: dayMs,
  run: async ({ audits, log, stopping }) => {
    if (stopping.aborted) return;
    // Of a long journal it takes minutes, and the next start begins it anew: whoever stops does not wait for it.
    const ended = new AbortController();
    const stopped = once(stopping, 'abort', { signal: ended.signal }).then(() => undefined);
    const checked = await Promise.race([audits.run(), stopped]).finally(() => ended.abort());
    if (checked === undefined) return;
    if (!checked.ok) {
      log.error(
        { seq: checked.refusal.seq, invariant: checked.refusal.invariant },
        'the ledger is damaged: nothing is written',
      );
      return;
    }
    const { seq, head } = checked.value;
    if (seq > 0) log.info({ head: `${seq}:${head}` }, 'the ledger verifies; verify --head holds it to this later');
  },
};
