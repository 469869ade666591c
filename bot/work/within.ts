import type { Clock } from '../ports/index.ts';

/** What the work comes to, or nothing when it takes longer: it goes on, and its failure then is whoever else waits for it. */
export function within<Value>(clock: Clock, ms: number, work: Promise<Value>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    work.then(resolve, reject).finally(cancel);
  });
}
