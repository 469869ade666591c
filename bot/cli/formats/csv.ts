import { stringify } from 'csv-stringify/sync';
import { decimal, toIso, type Entry, type Terms } from '../../../core/index.ts';

const columns = ['seq', 'id', 'kind', 'recordedAt', 'at', 'account', 'amount', 'currency', 'hash'] as const;

/** One line a posting; an entry that moves no money has one line without an account. Ids cannot become formulas in a spreadsheet. */
export function* csv(entries: readonly Entry[], { currency }: Terms): Iterable<string> {
  yield line(columns);
  for (const { seq, id, kind, recordedAt, postings, hash } of entries) {
    const head = [seq, unformulated(id), kind, toIso(recordedAt)];
    if (postings.length === 0) yield line([...head, '', '', '', '', hash]);
    for (const { account, at, amount } of postings)
      yield line([...head, toIso(at), account, decimal(amount, currency), currency, hash]);
  }
}

const line = (cells: readonly (string | number)[]): string => stringify([cells]).trimEnd();

/** What a spreadsheet may take for a formula is made text (OWASP, CSV injection); amounts may begin with a minus and stay numbers. */
const unformulated = (text: string): string => (/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text);
