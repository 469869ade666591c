import type { DepartmentSource } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';

/** What people call a source. */
export const sourceName = (speech: Speech, source: DepartmentSource): string =>
  source.startsWith('attribute-')
    ? speech.say('departments.source.attribute', { number: source.slice('attribute-'.length) })
    : speech.say(`departments.source.${source as Exclude<DepartmentSource, `attribute-${string}`>}`);
