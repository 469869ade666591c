import type { z } from 'zod';
import { secondMs, unreachable } from '../../core/index.ts';
import { DriverError, type Answers, type Clock, type Log } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { within } from '../work/within.ts';

export interface StoredAnswersNeeds {
  readonly answers: Answers;
  readonly clock: Clock;
  readonly log: Log;
  readonly background: Background;
}

/** Longer than Teams waits (T7): a replica that has not answered by then is taken for dead, and the next one does the same work. */
const leaseMs = 30_000;
const lookAgainMs = 250;

/** A store that is silent for so long is taken for one that fails: the work has to answer while Teams waits (T7). */
const storeTimeoutMs = 3 * secondMs;

/**
 * Runs work that may change something once for each key, across replicas and restarts: the store remembers the answer. If the store fails,
 * the work runs: its requests carry idempotency keys, so that they take effect once (L3).
 */
export async function answeredOnce<Answer>(
  needs: StoredAnswersNeeds,
  key: string,
  shape: z.ZodType<Answer>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { answers, clock, log, background } = needs;
  const before = await answeredBefore(needs, key).catch((error: unknown) => {
    log.error({ err: error }, 'whether an activity was answered cannot be told');
    return undefined;
  });
  const stored = shape.safeParse(before);
  if (before !== undefined && stored.success) return stored.data;
  try {
    const answer = await work();
    background.start('store an answer', () => answers.keep(key, answer, clock.now()));
    return answer;
  } catch (error) {
    // A failure is not an answer: the same activity may be tried again.
    background.start('drop an answer', () => answers.drop(key));
    throw error;
  }
}

async function answeredBefore({ answers, clock }: StoredAnswersNeeds, key: string): Promise<unknown> {
  // Bounded by rounds, since the sandbox's clock may jump meanwhile.
  for (let waitedMs = 0; waitedMs < leaseMs; waitedMs += lookAgainMs) {
    const begun = await within(clock, storeTimeoutMs, answers.begin(key, { at: clock.now(), leaseMs }));
    if (begun === undefined) throw new DriverError('store-unreachable', 'the store does not answer');
    switch (begun.kind) {
      case 'first':
        return undefined;
      case 'answered':
        return begun.answer;
      case 'under-way':
        await clock.wait(lookAgainMs);
        break;
      default:
        return unreachable(begun);
    }
  }
  return undefined;
}
