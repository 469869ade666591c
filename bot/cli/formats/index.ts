import type { Entry, Terms } from '../../../core/index.ts';
import { beancount } from './beancount.ts';
import { jsonLine } from '../../work/json-lines.ts';
import { csv } from './csv.ts';
import { hledger } from './hledger.ts';

/** A journal for another program, line by line. */
export type ExportFormat = (entries: readonly Entry[], terms: Terms) => Iterable<string>;

const ndjson: ExportFormat = function* (entries) {
  for (const entry of entries) yield jsonLine(entry);
};

/** Every format by the name that the command line takes. */
export const exportFormats: ReadonlyMap<string, ExportFormat> = new Map([
  ['ndjson', ndjson],
  ['csv', csv],
  ['beancount', beancount],
  ['hledger', hledger],
]);
