import type { Log } from '../../ports/index.ts';

/**
 * The libraries write what they make of tokens and failed activities to the console: those become lines of the log, with the kind of error
 * alone, since its words may hold what people wrote.
 */
export function libraryLinesTo(log: Pick<Log, 'warn'>): void {
  const line = (...said: readonly unknown[]): void => {
    const error = said.find(one => one instanceof Error);
    log.warn({ error: error?.name ?? 'text' }, 'a library reported something');
  };
  console.error = line;
  console.warn = line;
}
