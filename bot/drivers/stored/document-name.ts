import { DriverError } from '../../ports/index.ts';

/** Refuses a tenant or a name that could lead elsewhere: documents are files, or keys, called after them. */
export function checkDocumentName(...names: readonly string[]): void {
  if (!names.every(name => /^[\w-]{1,100}$/.test(name)))
    throw new DriverError('bad-name', `${names.join(', ')}: not the name of a document`);
}
