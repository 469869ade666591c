import { addDays, dayOf, lastDays, startOfDay, type UsageBy } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import { forOthers } from '../chat/shared-card.ts';
import { range } from '../chat/typed-range.ts';
import type { ShowDepartmentsNeeds } from '../departments/show-departments.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import type { Clock, Looks, Rows } from '../ports/index.ts';
import type { Imports } from '../usage/import-progress.ts';
import { importNote } from '../usage/import-progress.view.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { namesApart } from './names-apart.ts';
import { usageByDepartment } from './usage-by-department.ts';
import { usageReport } from './usage-report.ts';
import { usageView } from './usage.view.ts';

/** How many lines each list of an overview has, and the list of one kind. */
const top = { overview: 5, one: 10 };

interface UsageNeeds extends ShowDepartmentsNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly keptDirectory: KeptDirectory;
  readonly imports: Imports;
  readonly roles: Roles;
  readonly looks: Looks;
}

const overview: readonly UsageBy[] = ['type', 'destination', 'person'];

/** Calls of a range: their sums beside those of the time before, and who and where; or the ten most expensive of one kind. */
export const usage = command({
  name: 'usage',
  access: 'look',
  arguments: {
    range,
    by: oneOf('by', ['day', 'person', 'destination', 'department', 'type', 'own-number'], { mark: 'by' }),
  },
  run: async (needs: UsageNeeds, turn, { range: asked, by }) => {
    if (by === 'department') return usageByDepartment(needs, turn, asked);
    const { speech, person } = turn;
    const { clock, ledger, rows } = needs;
    const now = clock.now();
    const today = dayOf(now, speech.timeZone);
    // A month to date is compared with as many days.
    const days =
      asked === undefined ? lastDays(30, today) : { ...asked, last: asked.last < today ? asked.last : today };
    const kinds = by === undefined ? overview : by === 'day' ? [] : [by];
    const report = await usageReport(rows, days, { by: kinds, top: by === undefined ? top.overview : top.one });
    const sight = await needs.roles.sightOf(person.id);
    const people = report.by.person?.lines ?? [];
    if (sight.kind === 'whole' && people.some(({ label }) => label !== ''))
      await needs.looks.note({ who: person.id ?? '', whom: undefined, at: now, command: 'usage' });
    const read = await ledger.read();
    const apart = await namesApart(needs.keptDirectory, sight.kind === 'whole' ? people : []);
    const importing = importNote(speech, await needs.imports.progress());
    const draw = (seen: Sight): Card =>
      usageView(speech, report, {
        ...{ by, sight: seen, apart },
        currency: read.ok ? currencyOf(read.value.wallet) : 'USD',
        opensAt: read.ok ? read.value.wallet.terms?.opensAt : undefined,
        from: startOfDay(days.first, speech.timeZone),
        to: Math.min(startOfDay(addDays(days.last, 1), speech.timeZone) - 1, now),
        importing,
      });
    return { card: draw(sight), ...forOthers(sight, draw) };
  },
});
