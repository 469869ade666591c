import { addDays, startOfDay, type DayRange, type Entry, type Instant } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { Journal } from '../ports/index.ts';
import { entryText } from '../reports/entry-words.view.ts';
import { columns } from './columns.ts';
import type { Line, Table } from './table.ts';

const pageEntries = 500;

/** The entries that were recorded in some days, or all; one line for each amount that moved. */
export const ledgerTables = (
  journal: Pick<Journal, 'entriesAfter' | 'head'>,
  asked: { readonly speech: Speech; readonly days: DayRange | null; readonly currency: string },
): readonly [Table, ...Table[]] => [
  {
    name: asked.speech.say('export.ledger'),
    columns: columns(
      asked.speech,
      ...(['entry', 'recorded', 'what', 'when', 'account', 'amount', 'currency', 'hash'] as const),
    ),
    pages: entryPages(journal, asked),
  },
];

async function* entryPages(
  journal: Pick<Journal, 'entriesAfter' | 'head'>,
  { speech, days, currency }: { readonly speech: Speech; readonly days: DayRange | null; readonly currency: string },
): AsyncIterable<readonly Line[]> {
  const from = days === null ? -Infinity : startOfDay(days.first, speech.timeZone);
  const to = days === null ? Infinity : startOfDay(addDays(days.last, 1), speech.timeZone);
  let seq = await lastBefore(journal, from);
  for (;;) {
    const entries = await journal.entriesAfter(seq, pageEntries);
    const within = entries.filter(({ recordedAt }) => recordedAt < to);
    yield within.flatMap(entry => linesOf(speech, entry, currency));
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

function linesOf(speech: Speech, entry: Entry, currency: string): readonly Line[] {
  const { seq, recordedAt, postings, hash } = entry;
  const what = entryText(speech, entry, { currency, methods: [] });
  if (postings.length === 0) return [[seq, recordedAt, what, null, '', null, '', hash]];
  return postings.map(({ account, at, amount }) => [seq, recordedAt, what, at, account, amount, currency, hash]);
}
