import { minuteMs } from '../../core/index.ts';
import type { Heartbeat, Journal } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { RoundWatch } from '../work/round-watch.ts';
import type { Deliveries } from './deliveries.ts';

/**
 * Tells an outside monitor that all is well, after everything that is due has been told and while no round is late: where it falls silent
 * somebody else finds out (B7).
 */
export const beat: Job<{
  readonly heartbeat: Heartbeat | undefined;
  readonly deliveries: Deliveries;
  readonly journal: Journal;
  readonly roundWatch: RoundWatch;
}> = {
  name: 'beat',
  everyMs: minuteMs,
  run: async ({ heartbeat, deliveries, journal, roundWatch }) => {
    if (heartbeat === undefined) return;
    await deliveries.run();
    if ((await roundWatch.lateSince()) !== undefined) return;
    await heartbeat.beat(async () => {
      const { seq } = await journal.head();
      const [last] = await journal.entriesAt([seq]);
      return last === undefined ? undefined : { seq, hash: last.hash };
    });
  },
};
