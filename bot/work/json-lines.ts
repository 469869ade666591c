import { pino, type DestinationStream, type Logger } from 'pino';
import { currentWorkId } from './current-work.ts';

/**
 * JSON in which what a terminal would obey, and what nobody sees, is written as an escape; programs read the same. A line feed stays: outside
 * of a text it ends a line, and within one JSON has escaped it.
 */
export const seenJson = (json: string): string =>
  json.replaceAll(/[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--\n]/gv, mark =>
    Array.from({ length: mark.length }, (_, at) => `\\u${mark.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );

/** A value as one such line. */
export const jsonLine = (value: unknown): string => seenJson(JSON.stringify(value));

/** The program's log (B17): every line says which work it is of. `onLine` is told the level of each. */
export const logTo = (destination: DestinationStream, level: string, onLine?: (level: string) => void): Logger =>
  pino(
    {
      ...{ level, redact: ['*.authorization'], hooks: { streamWrite: seenJson } },
      mixin: (_line, number) => {
        onLine?.(pino.levels.labels[number] ?? '');
        const workId = currentWorkId();
        return workId === undefined ? {} : { workId };
      },
    },
    destination,
  );
