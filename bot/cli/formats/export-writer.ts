import type { Entry } from '../../../core/index.ts';

/** Writes a journal for another program, of entries that come one after the other. */
export interface ExportWriter {
  /** The lines of the next entry; what stands before all of them comes with the first. */
  of(entry: Entry): Iterable<string>;
  /** The lines after the last one. */
  end(): Iterable<string>;
}
