import type { Speech } from '../chat/speech.ts';
import type { ImportProgress } from './import-progress.ts';

/** The progress of an import as a sentence; '' when none is going on. */
export const importNote = (speech: Speech, progress: ImportProgress | undefined): string =>
  progress === undefined
    ? ''
    : speech.say('import.progress', { rows: speech.number(progress.rows), date: speech.date(progress.at) });
