import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { listed, type FoundSavings, type LicenseSaving } from '../plans/read-savings.ts';
import { plansText } from '../plans/savings.view.ts';
import { columns } from './columns.ts';
import { onePage, type Line, type Table } from './table.ts';

/** What can be saved on licenses, one a line, as of when, and while usage is not imported, up to when calls were read. Without the right to details nobody is named (B8). */
export function savingsTables(found: FoundSavings, speech: Speech, sight: Sight): readonly [Table, ...Table[]] {
  const { currency, asOf, until } = found;
  const isNamed = sight.kind === 'whole';
  const named = isNamed ? (['person', 'address'] as const) : [];
  const stalled = until === undefined ? [] : (['callsUntil'] as const);
  return [
    {
      name: speech.say('export.savings'),
      columns: columns(
        speech,
        ...named,
        'license',
        'instead',
        'costsNow',
        'wouldCost',
        'saves',
        'currency',
        'asOf',
        ...stalled,
      ),
      pages: onePage(
        listed(found).map((one): Line => [
          ...(isNamed ? [one.person.name, one.person.userPrincipalName] : []),
          ...lineOf(speech, one),
          currency,
          asOf,
          ...(until === undefined ? [] : [until]),
        ]),
      ),
    },
  ];
}

const lineOf = (speech: Speech, { from, to, costs, wouldCost }: LicenseSaving): Line => [
  plansText(speech, [from]),
  to.length === 0 ? speech.say('savings.remove') : plansText(speech, to),
  ...(costs === undefined ? [null, null, null] : [costs, wouldCost, costs - wouldCost]),
];
