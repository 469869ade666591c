import type { Printout } from './printout.ts';

/** A printout as a file. What draws it, a third of a second to load, is loaded by the first one that is printed, not at every start. */
export async function* printedFile(printout: Printout): AsyncIterable<Uint8Array> {
  const { pdfFile } = await import('./pdf-file.ts');
  yield* pdfFile(printout);
}
