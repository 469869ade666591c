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
  /** Changes the number of people, or the percentage of Graph requests that are throttled (429). */
  become(change: { readonly people?: number; readonly throttled?: number }): Promise<void>;
  setClockOffset(offsetMs: number): void;
  reset(): Promise<void>;
}
