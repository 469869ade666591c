import {
  monthOf,
  startOfDay,
  startOfMonth,
  type Activity,
  type DayRange,
  type Instant,
  type Month,
  type Movement,
  type Statement,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { Journal } from '../ports/index.ts';
import { readStatement } from '../wallets/statements.ts';
import { columns } from './columns.ts';
import { onePage, type Line, type Table } from './table.ts';

/** The statements of the months that these days are in, and their invoices (L12). */
export async function statementTables(
  needs: { readonly journal: Journal },
  found: { readonly wallet: Wallet; readonly history: Activity },
  {
    speech,
    days,
    terms,
    now,
  }: { readonly speech: Speech; readonly days: DayRange; readonly terms: Terms; readonly now: Instant },
): Promise<readonly [Table, ...Table[]]> {
  const statements: Statement[] = [];
  for (const month of monthsIn(days, terms, now))
    statements.push(await readStatement(needs, found, { terms, month, now }));
  const invoices = new Map(
    found.wallet.pool.lots.flatMap(({ id, invoice }) => (invoice === null ? [] : [[id, invoice]])),
  );
  for (const { number, lotId } of statements.flatMap(statement => statement.invoices)) invoices.set(lotId, number);
  return [
    {
      name: speech.say('export.statement'),
      columns: columns(
        speech,
        ...([
          'month',
          'line',
          'opening',
          'bought',
          'used',
          'expired',
          'adjusted',
          'closing',
          'currency',
          'state',
        ] as const),
      ),
      pages: onePage(statements.flatMap(statement => linesOf(speech, statement, invoices))),
    },
    {
      name: speech.say('export.invoices'),
      columns: columns(speech, 'month', 'invoice', 'date', 'amount', 'currency', 'reference'),
      pages: onePage(
        statements.flatMap(({ month, currency, invoices: billed }) =>
          billed.map(({ number, at, amount, reference }): Line => [month, number, at, amount, currency, reference]),
        ),
      ),
    },
  ];
}

/** The months that these days are in, the first to the last, none that is still to come. */
export function monthsIn({ first, last }: DayRange, { timeZone }: Terms, now: Instant): readonly Month[] {
  const months: Month[] = [];
  const until = Math.min(startOfDay(last, timeZone), now);
  let month = monthOf(startOfDay(first, timeZone), timeZone);
  for (; startOfMonth(month, timeZone) <= until; month = monthOf(startOfMonth(month, timeZone, 1), timeZone))
    months.push(month);
  return months;
}

function linesOf(speech: Speech, statement: Statement, invoices: ReadonlyMap<string, number>): readonly Line[] {
  const { month, currency, lots, owed, total, isClosed } = statement;
  const line = (name: string, moved: Movement): Line => [
    ...[month, name, moved.opening, moved.bought, moved.used, moved.expired, moved.adjusted, moved.closing],
    ...[currency, speech.say(isClosed ? 'export.closed' : 'export.open')],
  ];
  const lotName = (lot: string): string => {
    const invoice = invoices.get(lot);
    return invoice === undefined ? speech.say('export.found') : speech.say('explain.invoice', { invoice });
  };
  return [
    ...lots.map(({ lot, ...moved }) => line(lotName(lot), moved)),
    line(speech.say('explain.owed'), owed),
    line(speech.say('export.total'), total),
  ];
}
