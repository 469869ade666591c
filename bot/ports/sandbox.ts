import type { Instant, Micros } from '../../core/index.ts';

/** The sandbox's own levers (B5): its people make calls, its time moves, its state begins anew. */
export interface SandboxControls {
  /** Makes calls that credits pay for, begun between the two instants; with `total` they cost exactly that together. */
  makeCalls(calls: {
    readonly count: number;
    readonly total?: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<void>;
  /** Another number of people, or another share of Graph's requests, in percent, that are turned away as too many. */
  become(change: { readonly people?: number; readonly throttled?: number }): Promise<void>;
  setClockOffset(offsetMs: number): void;
  reset(): Promise<void>;
}
export type { Log } from './log.ts';
