import { minuteMs, secondMs } from '../../core/index.ts';
import { observed, type Observation } from '../ports/index.ts';
import type { AcceptedClock } from '../wallets/accepted-clock.ts';

/** Beyond this nothing is recorded (L13). */
const wrongMs = 5 * minuteMs;
const apartMs = minuteMs;

export interface ClockCheckNeeds {
  readonly acceptedClock: Pick<AcceptedClock, 'testimonies' | 'doubt' | 'now' | 'offsetMs'>;
}

/** This machine's clock beside those of others; while it is not believed, as it reads all the same. */
export async function checkClock({ acceptedClock }: ClockCheckNeeds): Promise<readonly Observation[]> {
  const testimonies = await acceptedClock.testimonies();
  const reading = acceptedClock.doubt?.at ?? acceptedClock.now() - acceptedClock.offsetMs;
  const said = testimonies.flatMap(({ name, at }) => (at === undefined ? [] : [{ name, at }]));
  if (said.length === 0) return [observed('clock', 'clock-alone')];
  return said.map(({ name, at }) => {
    const apart = Math.abs(reading - at);
    const kind = apart > wrongMs ? 'clock-wrong' : apart > apartMs ? 'clock-apart' : 'clock-agrees';
    return observed('clock', kind, { whose: name, seconds: Math.ceil(apart / secondMs) });
  });
}
