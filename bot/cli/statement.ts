import {
  dayOf,
  decimal,
  isMonth,
  monthOf,
  StatementReading,
  toIso,
  type Movement,
  type Statement,
} from '../../core/index.ts';
import { journalAsked } from './journal-asked.ts';
import { reading } from './options.ts';
import { counted } from './speech.ts';
import { table } from './table.ts';
import { print, Refused, WrongUsage } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms } from './wallet.ts';

export const statement = verb({
  name: 'statement',
  about: 'opening + bought + used + expired + adjusted = closing, by lot',
  example: 'statement --month 2026-10 --json > 2026-10.json',
  options: {
    month: { value: 'MONTH', about: 'such as 2026-10, in the wallet’s time zone', isNeeded: true },
    ...reading,
  },
  run: async (session, { month, ...asked }) => {
    if (!isMonth(month)) throw new WrongUsage(`--month ${month}: a month such as 2026-10`);
    const { wallet, now, readInto } = await journalAsked(session, asked);
    const terms = neededTerms(wallet);
    const { note } = session;
    if (month > monthOf(now, terms.timeZone)) throw new Refused(`${month} is in the future`);
    const figures = new StatementReading({ terms, month, now });
    await readInto(figures);
    const found = statementJson(figures.statement());
    if (!found.closed) note(`${month} is open until ${found.closesAt}: this may still change`);
    if (found.closed && figures.late > 0)
      note(
        `${counted(figures.late, 'entry', 'entries')} about ${month} came after it had closed: what they change is in the month that was open`,
      );
    const lines = [
      ...found.lots.map(({ lot, ...movement }) => ({ name: `lot ${lot}`, movement })),
      { name: 'owed', movement: found.owed },
      { name: 'total', movement: found.total },
    ];
    print(
      session,
      found,
      [
        `${month}, ${terms.currency}, ${terms.timeZone}`,
        ...table(
          session,
          columns,
          lines.map(({ name, movement }) => [
            name,
            ...[
              movement.opening,
              movement.bought,
              movement.used,
              movement.expired,
              movement.adjusted,
              movement.closing,
            ],
          ]),
        ),
        ...found.invoices.map(
          ({ number, amount, at, lot }) =>
            `invoice ${number}: ${amount} on ${dayOf(Date.parse(at), terms.timeZone)}, lot ${lot}`,
        ),
        // As `verify --head` takes it.
        `${counted(found.entries, 'entry', 'entries')}, head ${found.head === '' ? '(none)' : `${found.entries}:${found.head}`}`,
      ].join('\n'),
    );
  },
});

const columns = {
  '': 'left',
  opening: 'right',
  bought: 'right',
  used: 'right',
  expired: 'right',
  adjusted: 'right',
  closing: 'right',
} as const;

/** A statement as one JSON object: amounts are decimal strings, instants ISO 8601. */
export function statementJson(found: Statement) {
  const money = (amount: number | bigint): string => decimal(amount, found.currency);
  const movement = ({ opening, bought, used, expired, adjusted, closing }: Movement) => ({
    opening: money(opening),
    bought: money(bought),
    used: money(used),
    expired: money(expired),
    adjusted: money(adjusted),
    closing: money(closing),
  });
  return {
    tenant: found.tenant,
    currency: found.currency,
    month: found.month,
    from: toIso(found.from),
    to: toIso(found.to),
    closesAt: toIso(found.closesAt),
    closed: found.isClosed,
    lots: found.lots.map(({ lot, ...moved }) => ({ lot, ...movement(moved) })),
    owed: movement(found.owed),
    total: movement(found.total),
    invoices: found.invoices.map(({ number, at, amount, lotId }) => ({
      number,
      at: toIso(at),
      amount: money(amount),
      lot: lotId,
    })),
    entries: found.entries,
    head: found.head,
  };
}
