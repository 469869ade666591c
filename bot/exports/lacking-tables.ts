import { countLacks, whoLacks } from '../../core/index.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { lackWords } from '../licenses/lack-words.view.ts';
import type { People } from '../licenses/people.ts';
import { columns } from './columns.ts';
import { onePage, type Table } from './table.ts';

/** Who lacks a license, and which: what set-up and `licenses` count (B3). Without the right to details nobody is named (B8). */
export function lackingTables(
  { people, skus }: Pick<People, 'people' | 'skus'>,
  speech: Speech,
  sight: Sight,
): readonly [Table, ...Table[]] {
  const all = whoLacks(people, skus);
  const name = speech.say('export.licenses');
  if (sight.kind !== 'whole')
    return [
      {
        name,
        columns: columns(speech, 'lacks', 'people'),
        pages: onePage(countLacks(all).map(([lack, count]) => [speech.say(lackWords[lack]), count])),
      },
    ];
  return [
    {
      name,
      columns: columns(speech, 'person', 'address', 'lacks', 'location'),
      pages: onePage(
        all.map(({ person, lack }) => [
          ...[person.name, person.userPrincipalName, speech.say(lackWords[lack]), person.usageLocation ?? ''],
        ]),
      ),
    },
  ];
}
