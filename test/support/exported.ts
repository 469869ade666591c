import type { Entry, Terms } from '../../core/index.ts';
import { exportFormats } from '../../bot/cli/formats/index.ts';

/** A journal as `export` writes it. */
export function exportedText(entries: readonly Entry[], terms: Terms, format: string): string {
  const writer = exportFormats.get(format)!(terms);
  return [...entries.flatMap(entry => [...writer.of(entry)]), ...writer.end()].join('\n');
}
