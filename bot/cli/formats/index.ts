import type { Terms } from '../../../core/index.ts';
import { jsonLine } from '../../work/json-lines.ts';
import { Beancount } from './beancount.ts';
import { Csv } from './csv.ts';
import type { ExportWriter } from './export-writer.ts';
import { Hledger } from './hledger.ts';

const ndjson: ExportWriter = {
  of: entry => [jsonLine(entry)],
  end: () => [],
};

/** Every format by the name that the command line takes. */
export const exportFormats: ReadonlyMap<string, (terms: Terms) => ExportWriter> = new Map<
  string,
  (terms: Terms) => ExportWriter
>([
  ['ndjson', () => ndjson],
  ['csv', terms => new Csv(terms)],
  ['beancount', terms => new Beancount(terms)],
  ['hledger', terms => new Hledger(terms)],
]);
