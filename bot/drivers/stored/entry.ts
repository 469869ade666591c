import type { Entry } from '../../../core/index.ts';

/** An entry of an archive; undefined where its text was damaged, which is copied as it is: books that were led on have such (L2). */
export function storedEntry(text: unknown): Partial<Entry> | undefined {
  try {
    return JSON.parse(String(text)) as Partial<Entry>;
  } catch {
    return undefined;
  }
}
