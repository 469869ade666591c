import {
  closingOf,
  StatementReading,
  type Activity,
  type AskedStatement,
  type Month,
  type Statement,
  type Wallet,
} from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';
import { giveWay } from '../work/give-way.ts';

/** So many entries are read at a time that others wait for some milliseconds only. */
const pageSize = 500;

/** How many months of an organization are kept. */
const mostKept = 24;

interface Kept {
  readonly seq: number;
  readonly isClosed: boolean;
  readonly statement: Promise<Statement>;
}

const kept = new WeakMap<Activity, Map<Month, Kept>>();

/** The statement of a month, read from the whole journal beside other work; a closed one is read once, another once for each state of the wallet. */
export function readStatement(
  { journal }: { readonly journal: Journal },
  { wallet, history }: { readonly wallet: Wallet; readonly history: Activity },
  asked: AskedStatement,
): Promise<Statement> {
  const months = kept.get(history) ?? new Map<Month, Kept>();
  kept.set(history, months);
  const isClosed = asked.now >= closingOf(asked.month, asked.terms.timeZone);
  const before = months.get(asked.month);
  if (before !== undefined && (before.seq === wallet.seq || before.isClosed) && before.isClosed === isClosed)
    return before.statement;
  const statement = readFrom(journal, wallet.seq, asked);
  if (months.size >= mostKept) months.clear();
  months.set(asked.month, { seq: wallet.seq, isClosed, statement });
  statement.catch(() => months.delete(asked.month));
  return statement;
}

async function readFrom(journal: Journal, until: number, asked: AskedStatement): Promise<Statement> {
  const reading = new StatementReading(asked);
  for (let seq = 0; seq < until; seq += pageSize) {
    const entries = await journal.entriesAfter(seq, Math.min(pageSize, until - seq));
    for (const entry of entries) reading.add(entry);
    await giveWay();
  }
  return reading.statement();
}
