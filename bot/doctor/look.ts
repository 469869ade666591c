import { secondMs } from '../../core/index.ts';
import { DriverError, observed, type CheckedArea, type Clock, type Observation } from '../ports/index.ts';
import { within } from '../work/within.ts';

/** One look at one area. */
export interface Check {
  readonly area: CheckedArea;
  readonly look: (signal: AbortSignal) => Promise<readonly Observation[]>;
  /** What it means that nothing is said in time, where nothing works without it. */
  readonly late?: Observation;
}

/** How long one look may take: a service that says nothing for so long is as good as absent. */
const longestMs = 8 * secondMs;

/** Looks at everything at once; one that is late, or fails, is seen as that, and keeps no other waiting. */
export async function lookAt(clock: Pick<Clock, 'after'>, checks: readonly Check[]): Promise<readonly Observation[]> {
  return (await Promise.all(checks.map(check => seenIn(clock, check)))).flat();
}

async function seenIn(clock: Pick<Clock, 'after'>, { area, look, late }: Check): Promise<readonly Observation[]> {
  const stop = new AbortController();
  try {
    const seen = await within(clock, longestMs, look(stop.signal));
    return seen ?? [late ?? observed(area, 'check-late', { seconds: longestMs / secondMs })];
  } catch (error) {
    // What it says may name people: its code does not.
    return [observed(area, 'check-failed', { code: error instanceof DriverError ? error.code : 'unexpected' })];
  } finally {
    stop.abort();
  }
}
