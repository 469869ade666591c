import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Clock } from '../../bot/ports/index.ts';

/** Time that passes so many times as fast as the machine's: the same in every process that is told when it began. */
export const fastClock = (begunAt: number, speed: number): Clock => {
  // A timer may fire up to a millisecond early, which is more of this time.
  const realMs = (ms: number): number => Math.ceil(ms / speed) + 1;
  return {
    now: () => Math.floor(begunAt + (Date.now() - begunAt) * speed),
    offsetMs: 0,
    elapsed: () => performance.now() * speed,
    wait: (ms, signal) => systemClock.wait(realMs(ms), signal),
    after: (ms, call) => systemClock.after(realMs(ms), call),
  };
};
