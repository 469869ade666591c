import type { Instant } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Card } from '../../cards/card.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { ImportProgress } from './import-progress.ts';

/** The progress of an import as a sentence; '' when none is going on. */
export const importNote = (speech: Speech, progress: ImportProgress | undefined): string =>
  progress === undefined
    ? ''
    : speech.say('import.progress', { rows: speech.number(progress.rows), date: speech.date(progress.at) });

/** How far the import of a file has come, while it goes on. */
export const importProgressView = (
  speech: Speech,
  { name, rows, at }: { readonly name: string; readonly rows: number; readonly at: Instant | undefined },
): Card =>
  notice(speech, speech.say('import.title'), [
    at === undefined
      ? speech.say('import.fileBegun', { name: escape(name) })
      : speech.say('import.fileProgress', {
          name: escape(name),
          rows: speech.number(rows),
          date: speech.date(at),
        }),
  ]);

/** How far that of the log has come. */
export const logProgressView = (speech: Speech, progress: ImportProgress): Card =>
  notice(speech, speech.say('import.title'), [importNote(speech, progress)]);
