import { DriverError } from '../../ports/index.ts';

/** Refuses a tenant or a name that could escape the folder: documents are files, or keys, named after them. */
export function checkDocumentName(...names: readonly string[]): void {
  if (!names.every(name => /^[\w-]{1,100}$/.test(name)))
    throw new DriverError('bad-name', `${names.join(', ')}: not the name of a document`);
}
