import { decimal, toIso, type Entry, type Terms } from '../../../core/index.ts';
import { csvLine, unformulated } from '../../work/csv-line.ts';

const columns = ['seq', 'id', 'kind', 'recordedAt', 'at', 'account', 'amount', 'currency', 'hash'] as const;

/** One line a posting; an entry that moves no money has one line without an account. Ids cannot become formulas in a spreadsheet. */
export function* csv(entries: readonly Entry[], { currency }: Terms): Iterable<string> {
  yield csvLine(columns);
  for (const { seq, id, kind, recordedAt, postings, hash } of entries) {
    const head = [seq, unformulated(id), kind, toIso(recordedAt)];
    if (postings.length === 0) yield csvLine([...head, '', '', '', '', hash]);
    for (const { account, at, amount } of postings)
      yield csvLine([...head, toIso(at), account, decimal(amount, currency), currency, hash]);
  }
}
