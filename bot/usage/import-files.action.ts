import { z } from 'zod';
import { action } from '../chat/action.ts';
import { importAttached, type ImportFilesNeeds } from './import-files.ts';

/** Imports the files that somebody sent without a word, and was asked about. */
export const importFilesAction = action(
  'import-files',
  'money',
  z.object({
    files: z
      .array(z.object({ name: z.string().max(500), url: z.string().max(4000) }))
      .min(1)
      .max(20),
  }),
  (needs: ImportFilesNeeds, turn, { files }) => importAttached(needs, turn, files),
);
