import type { Clock } from '../../ports.ts';
import { systemClock } from '../system/clock.ts';

/** The sandbox's time: the wall's plus an offset that is an entry of the journal (SPEC L13). */
export class SandboxClock implements Clock {
  #offsetMs = 0;

  setOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  now(): number {
    return systemClock.now() + this.#offsetMs;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.wait(ms, signal);
  }
}
