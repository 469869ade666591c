import type { Speech } from '../chat/speech.ts';
import type { ImportProgress } from './import-progress.ts';

/** How far an import is that goes on; '' when none does. */
export const importNote = (speech: Speech, progress: ImportProgress | undefined): string =>
  progress === undefined
    ? ''
    : speech.say('import.progress', { rows: speech.number(progress.rows), date: speech.date(progress.at) });
