import type { DayRange } from '../../core/index.ts';
import { regionName } from '../../cards/regions.ts';
import { cutNumbers } from '../chat/cut-numbers.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { CallPlace, ListedCall, Rows } from '../ports/index.ts';
import { callTypeName } from '../reports/line-words.view.ts';
import { columns } from './columns.ts';
import type { Line, Table } from './table.ts';

const pageLines = 500;

/** Calls of some days, the newest first, and their sums; without the right to details nobody is named, and numbers lack their last digits (B8). */
export function callsTables(
  rows: Pick<Rows, 'calls'>,
  {
    speech,
    days,
    sight,
    currency,
  }: { readonly speech: Speech; readonly days: DayRange; readonly sight: Sight; readonly currency: string },
): readonly [Table, ...Table[]] {
  const sums = { calls: 0, seconds: 0, cost: 0n, drawn: 0n };
  const isWhole = sight.kind === 'whole';
  const countries = new Map<string, string>();
  const countryOf = (logged: string): string => {
    const known = countries.get(logged) ?? (logged === '' ? '' : regionName(speech.language, logged));
    countries.set(logged, known);
    return known;
  };
  async function* calls(): AsyncIterable<readonly Line[]> {
    let after: CallPlace | undefined;
    do {
      const page = await rows.calls({ days, limit: pageLines, after });
      for (const { row, cost, drawn } of page.calls) {
        sums.calls += 1;
        sums.seconds += row.durationSeconds;
        sums.cost += BigInt(cost);
        sums.drawn += BigInt(drawn);
      }
      yield page.calls.map(call =>
        callLine(speech, call, { isWhole, currency, country: countryOf(call.row.about.destination) }),
      );
      after = page.next;
    } while (after !== undefined);
  }
  // Read after the calls, of which it is the sum.
  async function* total(): AsyncIterable<readonly Line[]> {
    yield await Promise.resolve([
      [speech.say('export.total'), sums.calls, sums.seconds, sums.cost, sums.drawn, currency],
    ]);
  }
  return [
    {
      name: speech.say('export.calls'),
      columns: columns(
        speech,
        'start',
        ...(isWhole ? (['person', 'address'] as const) : []),
        ...(['type', 'from', 'to', 'country', 'seconds', 'cost', 'drawn', 'currency', 'id'] as const),
      ),
      pages: calls(),
    },
    {
      name: speech.say('export.sums'),
      columns: columns(speech, 'line', 'calls', 'seconds', 'cost', 'drawn', 'currency'),
      pages: total(),
    },
  ];
}

function callLine(
  speech: Speech,
  { row, cost, drawn }: ListedCall,
  { isWhole, currency, country }: { readonly isWhole: boolean; readonly currency: string; readonly country: string },
): Line {
  const { about } = row;
  const number = (text: string): string => (isWhole ? text : cutNumbers(text));
  return [
    row.start,
    ...(isWhole ? [about.userName, about.userPrincipalName] : []),
    about.callType === '' ? '' : callTypeName(speech, about.callType),
    number(about.caller),
    number(about.callee),
    country,
    row.durationSeconds,
    cost,
    drawn,
    currency,
    row.id,
  ];
}
