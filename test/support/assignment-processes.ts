import { pino } from 'pino';
import { creditsSkuId } from '../../core/index.ts';
import { AssignmentWorker, type DirectoryNow } from '../../bot/licenses/assignment-worker.ts';
import { Assignments, type AssignedPerson, type AssignmentRun } from '../../bot/licenses/assignments.ts';
import type { Clock, Documents, Licenses } from '../../bot/ports/index.ts';

const skuIds = [creditsSkuId];

/** A part of a port that is not to be used. */
export const notAsked = (): Promise<never> => Promise.reject(new Error('nobody asked for it'));

/** Gives processes that carry out runs of assigning, by one clock. */
export const processOn =
  (clock: Clock) =>
  (
    licenses: Licenses,
    documents: Documents,
    worker: string,
    observe: (run: AssignmentRun) => void = () => undefined,
    directory: DirectoryNow = { people: () => Promise.resolve([]), skus: () => Promise.resolve([]) },
  ) => {
    const assignments = new Assignments({ documents, clock, worker });
    assignments.onChange((_step, run) => observe(run));
    const log = pino({ level: 'silent' });
    const made = new AssignmentWorker({ assignments, licenses, directory, clock, log });
    return {
      begin: assignments.begin.bind(assignments),
      read: assignments.read.bind(assignments),
      outcomeOf: assignments.outcomeOf.bind(assignments),
      work: made.work.bind(made),
      stop: made.stop.bind(made),
      halt: made.halt.bind(made),
    };
  };

/** Licenses that are assigned at once, but to people whose id begins with `busy`. */
export const instantly = (given: string[]): Licenses => ({
  assign: (assignments, onResult, signal) => {
    for (const { personId } of assignments) {
      if (signal?.aborted === true) break;
      given.push(personId);
      onResult(
        personId,
        personId.startsWith('busy') ? { ok: false, refusal: 'too-busy' } : { ok: true, value: 'assigned' },
      );
    }
    return Promise.resolve();
  },
  remove: notAsked,
  locate: () => Promise.resolve(),
});
/** People of these ids. */
export const named = (...ids: readonly string[]): readonly AssignedPerson[] =>
  ids.map(id => ({ id, name: `Name of ${id}`, skuIds }));
