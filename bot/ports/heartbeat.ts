import type { MaybeCheckable } from './check.ts';

/** The last entry of a journal, by which a copy of it can be held against it. */
export interface BeatHead {
  readonly seq: number;
  readonly hash: string;
}

/** Tells an outside monitor that the program is alive: it notices when nothing comes any longer. */
export interface Heartbeat extends MaybeCheckable {
  /**
   * To be called after each complete round. The head is asked for, and goes out, only where the address of the monitor has `head=1` in it; undefined
   * for a journal without entries. Resolves within 10 seconds and never rejects because of the monitor: that it fails is logged, once until it works again.
   */
  beat(head: () => Promise<BeatHead | undefined>): Promise<void>;
}
