import { minuteMs, type Instant } from './calendar.ts';
import type { AssignmentFailure } from './licenses.ts';

/** What somebody wants of a person's paid calls, and what came of it. */
export interface CallWish {
  /** Counts the wishes about this person: what was worked out for an earlier one changes nothing. */
  readonly number: number;
  readonly wants: 'stopped' | 'restored';
  /** The id, where the channel knows one, and the name. */
  readonly by: { readonly id: string | null; readonly name: string };
  readonly at: Instant;
  /** `nothing`: they had no credits license to take, or none to give back. */
  readonly outcome: 'asked' | 'done' | 'nothing' | 'failed';
  readonly reason: AssignmentFailure | null;
  readonly settledAt: Instant | null;
  /** Whether it was seen that they had the license: then it is taken, or given back, however often that is tried. */
  readonly hadLicense: boolean;
  /** The matters that are to say what came of it. */
  readonly matters: readonly string[];
  /** Whether they do. */
  readonly isTold: boolean;
}

/** How somebody's paid calls stand. */
export type CallState = 'usual' | 'stopping' | 'stopped' | 'not-stopped' | 'restoring' | 'not-restored';

/** So long the directory may tell of licenses as they were before. */
const replicationMs = 15 * minuteMs;

/** How they stand after a wish, or before any. */
export function callStateOf(wish: CallWish | undefined): CallState {
  if (wish === undefined) return 'usual';
  const { wants, outcome } = wish;
  if (outcome === 'asked') return wants === 'stopped' ? 'stopping' : 'restoring';
  if (wants === 'stopped') return outcome === 'done' ? 'stopped' : 'not-stopped';
  return outcome === 'failed' ? 'not-restored' : 'usual';
}

const stoppable: readonly CallState[] = ['usual', 'not-stopped', 'restoring', 'not-restored'];
const restorable: readonly CallState[] = ['stopping', 'stopped', 'not-restored'];

/** Whether there is something to stop. */
export const canStopCalls = (wish: CallWish | undefined): boolean => stoppable.includes(callStateOf(wish));

/** Whether they are kept from paid calls, or may be: then they can be given back. */
export const canRestoreCalls = (wish: CallWish | undefined): boolean => restorable.includes(callStateOf(wish));

/** A wish as it is made. */
export interface AskedWish extends Pick<CallWish, 'wants' | 'by' | 'at'> {
  /** The matter that it is made because of. */
  readonly matter?: string | undefined;
}

/** What is wanted after a further wish: one that is fulfilled already, or under way, only tells its matter; undefined where there is none. */
export function wished(before: CallWish | undefined, asked: AskedWish): CallWish | undefined {
  const { wants, by, at, matter } = asked;
  const isNew = wants === 'stopped' ? canStopCalls(before) : canRestoreCalls(before);
  const known = before?.matters ?? [];
  const isMatterNew = matter !== undefined && !known.includes(matter);
  const matters = isMatterNew ? [...known, matter] : known;
  if (!isNew) return before !== undefined && isMatterNew ? { ...before, matters, isTold: false } : before;
  return {
    ...{ number: (before?.number ?? 0) + 1, wants, by, at, matters },
    ...{ outcome: 'asked', reason: null, settledAt: null, isTold: false },
    // What was seen of the license counts while they are stopped, and as long as the directory may not know better.
    hadLicense: before !== undefined && before.hadLicense && (canRestoreCalls(before) || isReplicating(before, at)),
  };
}

/** Whether what was done is so fresh that the directory may tell of what was before it. */
export const isReplicating = ({ settledAt }: Pick<CallWish, 'settledAt'>, at: Instant): boolean =>
  settledAt === null || Math.abs(at - settledAt) < replicationMs;

/** What came of the wish of that number; nothing changes where another was made meanwhile, or it is settled. */
export function settledWish(
  wish: CallWish,
  number: number,
  came: { readonly outcome: Exclude<CallWish['outcome'], 'asked'>; readonly reason?: AssignmentFailure },
  at: Instant,
): CallWish {
  if (wish.number !== number || wish.outcome !== 'asked') return wish;
  return { ...wish, outcome: came.outcome, reason: came.reason ?? null, settledAt: at, isTold: false };
}
