import { decimal, toIso, type Entry, type Terms } from '../../../core/index.ts';
import type { ExportWriter } from './export-writer.ts';
import { csvLine, unformulated } from '../../work/csv-line.ts';

const columns = ['seq', 'id', 'kind', 'recordedAt', 'at', 'account', 'amount', 'currency', 'hash'] as const;

/** One line a posting; an entry that moves no money has one line without an account. Ids cannot become formulas in a spreadsheet. */
export class Csv implements ExportWriter {
  readonly #terms: Terms;
  #isBegun = false;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  *of({ seq, id, kind, recordedAt, postings, hash }: Entry): Iterable<string> {
    const { currency } = this.#terms;
    yield* this.#begin();
    const head = [seq, unformulated(id), kind, toIso(recordedAt)];
    if (postings.length === 0) yield csvLine([...head, '', '', '', '', hash]);
    for (const { account, at, amount } of postings)
      yield csvLine([...head, toIso(at), account, decimal(amount, currency), currency, hash]);
  }

  end(): Iterable<string> {
    return this.#begin();
  }

  #begin(): readonly string[] {
    if (this.#isBegun) return [];
    this.#isBegun = true;
    return [csvLine(columns)];
  }
}
