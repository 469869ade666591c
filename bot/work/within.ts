import type { Clock } from '../ports/index.ts';

/** The result of the work, or undefined if it takes longer. The work goes on; a later failure reaches only other callers that await it. */
export function within<Value>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  work: Promise<Value>,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    work.then(resolve, reject).finally(cancel);
  });
}
