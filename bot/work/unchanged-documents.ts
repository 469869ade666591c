import type { Documents } from '../ports/index.ts';

/** Documents as they are: what would change them is worked out, and forgotten. */
export const unchanged = (documents: Documents): Documents => ({
  read: name => documents.read(name),
  change: async (name, edit) => {
    edit(await documents.read(name));
  },
});

/** Where nothing has been stored yet. */
export const noDocuments: Documents = unchanged({
  read: () => Promise.resolve(null),
  change: () => Promise.resolve(),
});
