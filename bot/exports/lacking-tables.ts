import { census, telephonyWith } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import type { People } from '../licenses/people.ts';
import { columns } from './columns.ts';
import { onePage, type Line, type Table } from './table.ts';

/** Who lacks a license, and which: what set-up and `licenses` count (B3). */
export function lackingTables({ people, skus }: People, speech: Speech): readonly [Table, ...Table[]] {
  const { without, lackCredits, resourcesWithoutPlan } = census(people, skus);
  const telephonyOf = telephonyWith(skus);
  const line = ({ name, userPrincipalName, usageLocation }: (typeof people)[number], lacks: string): Line => [
    ...[name, userPrincipalName, lacks, usageLocation ?? ''],
  ];
  return [
    {
      name: speech.say('export.licenses'),
      columns: columns(speech, 'person', 'address', 'lacks', 'location'),
      pages: onePage([
        ...without.map(person =>
          line(person, speech.say(telephonyOf(person).hasPhoneSystem ? 'who.lacksPlan' : 'who.lacksTelephony')),
        ),
        ...lackCredits.map(person => line(person, speech.say('who.lacksCredits'))),
        ...resourcesWithoutPlan.map(person => line(person, speech.say('who.resource'))),
      ]),
    },
  ];
}
