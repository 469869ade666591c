import { z } from 'zod';
import { exportFormats, exportKinds } from '../../cards/verbs.ts';

/** What somebody wants as a file: of which days, where it is about days; all of them where none are named. */
export const askedExport = z.object({
  what: z.enum(exportKinds),
  format: z.enum(exportFormats),
  days: z.object({ first: z.string(), last: z.string() }).nullable(),
  /** The one purchase that it is about, by its number. */
  invoice: z.int().optional(),
  /** The one correction of an invoice, by its number. */
  correction: z.int().optional(),
});
export type AskedExport = z.infer<typeof askedExport>;
