import { addDays, startOfDay, type DayRange, type Entry, type Instant, type Terms } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import { labeledMethodsOf } from '../funds/labeled-method.ts';
import type { Journal, Payments } from '../ports/index.ts';
import { entryText } from '../reports/entry-words.view.ts';
import { columns } from './columns.ts';
import type { Line, Table } from './table.ts';

interface LedgerNeeds {
  readonly journal: Pick<Journal, 'entriesAfter' | 'head'>;
  readonly payments: Payments;
}

interface LedgerAsked {
  readonly speech: Speech;
  readonly days: DayRange | null;
  readonly terms: Pick<Terms, 'currency' | 'mode'>;
}

const pageEntries = 500;

/** The entries that were recorded in some days, or all; one line for each amount that moved. */
export const ledgerTables = ({ journal, payments }: LedgerNeeds, asked: LedgerAsked): readonly [Table, ...Table[]] => [
  {
    name: asked.speech.say('export.ledger'),
    columns: columns(
      asked.speech,
      ...(['entry', 'recorded', 'what', 'when', 'account', 'amount', 'currency', 'hash'] as const),
    ),
    pages: entryPages({ journal, payments }, asked),
  },
];

async function* entryPages(
  { journal, payments }: LedgerNeeds,
  { speech, days, terms }: LedgerAsked,
): AsyncIterable<readonly Line[]> {
  const from = days === null ? -Infinity : startOfDay(days.first, speech.timeZone);
  const to = days === null ? Infinity : startOfDay(addDays(days.last, 1), speech.timeZone);
  let seq = await lastBefore(journal, from);
  for (;;) {
    const entries = await journal.entriesAfter(seq, pageEntries);
    const within = entries.filter(({ recordedAt }) => recordedAt < to);
    const methods = await labeledMethodsOf(payments, within);
    yield within.flatMap(entry => linesOf(speech, entry, { ...terms, methods }));
    seq = entries.at(-1)?.seq ?? seq;
    if (within.length < pageEntries) return;
  }
}

/** The seq of the last entry recorded before an instant: the instants never fall, so that it is found by halves. */
async function lastBefore(journal: Pick<Journal, 'entriesAfter' | 'head'>, from: Instant): Promise<number> {
  let before = 0;
  let { seq: after } = await journal.head();
  while (before < after) {
    const middle = Math.floor((before + after) / 2);
    const [entry] = await journal.entriesAfter(middle, 1);
    if (entry !== undefined && entry.recordedAt < from) before = middle + 1;
    else after = middle;
  }
  return before;
}

function linesOf(speech: Speech, entry: Entry, said: Parameters<typeof entryText>[2]): readonly Line[] {
  const { currency } = said;
  const { seq, recordedAt, postings, hash } = entry;
  const what = entryText(speech, entry, said);
  if (postings.length === 0) return [[seq, recordedAt, what, null, '', null, '', hash]];
  return postings.map(({ account, at, amount }) => [seq, recordedAt, what, at, account, amount, currency, hash]);
}
