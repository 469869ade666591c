import type { App } from '../app/app.ts';
import type { Speech } from '../chat/speech.ts';

/** How far an import is that goes on; '' when none does. */
export async function importNote(
  { imports, tenant }: Pick<App, 'imports' | 'tenant'>,
  speech: Speech,
): Promise<string> {
  const progress = await imports.progress(tenant);
  return progress === undefined
    ? ''
    : speech.say('import.progress', { rows: speech.number(progress.rows), date: speech.date(progress.at) });
}
