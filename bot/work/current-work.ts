import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

// One id for everything that one piece of work leads to: an HTTP turn, a round of a job, a notice of a gateway, a call of the command line.

const current = new AsyncLocalStorage<string>();

/** A new id: 32 hexadecimal digits, as a turn has. */
export const newWorkId = (): string => randomUUID().replaceAll('-', '');

/** Runs work under that id: whatever it begins has it too, until something else begins under one of its own. */
export const underWorkId = <Value>(id: string, work: () => Value): Value => current.run(id, work);

/** The id of the work that is being done; undefined outside of any. */
export const currentWorkId = (): string | undefined => current.getStore();

/** The id as a header holds it that wants a GUID; a new one outside of any work. */
export function clientRequestId(): string {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(currentWorkId() ?? '');
  return parts === null ? randomUUID() : parts.slice(1).join('-');
}
