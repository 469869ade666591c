import { census, dayOf, lastDays, type Person } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { readPeople, type PeopleNeeds } from '../licenses/people.ts';
import type { Clock, Rows, UsageLine } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { preventionView } from './prevention.view.ts';

interface PreventionNeeds extends PeopleNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
}

/** Who has made no paid call for so long can do without the license. */
const idleDays = 90;

/** The month in which the most that anybody spent is looked for. */
const monthDays = 30;

/** Where more people than these have called, how many have not is left out. */
const mostCallers = 10_000;

/** Calls that were passed on to an outside number, as the usage log calls them. */
const forwarding = 'user_out_forwarding';

/** What keeps fraud from costing anything, since what is found has happened: what an admin can set, with the figures that are known. */
export const prevention = command({
  name: 'prevention',
  access: 'look',
  arguments: {},
  menus: [],
  run: async (needs: PreventionNeeds, { speech }) => {
    const { clock, ledger, rows } = needs;
    const today = dayOf(clock.now(), speech.timeZone);
    const days = lastDays(idleDays, today);
    const [{ people, skus }, callers, month, types, read] = await Promise.all([
      readPeople(needs),
      rows.ranked({ days, by: 'person', top: mostCallers, isNamed: false }),
      rows.ranked({ days: lastDays(monthDays, today), by: 'person', top: 1, isNamed: false }),
      rows.ranked({ days, by: 'type', top: 100, isNamed: false }),
      ledger.read(),
    ]);
    const { eligible, lackCredits } = census(people, skus);
    const lacking = new Set(lackCredits);
    const licensed = eligible.filter(person => !lacking.has(person));
    const paid = new Set(callers.lines.filter(isPaid).map(({ key }) => key));
    // In some calls the log has an address alone.
    const hasPaid = ({ id, userPrincipalName }: Person): boolean =>
      paid.has(id.toLowerCase()) || paid.has(userPrincipalName.toLowerCase());
    return {
      card: preventionView(speech, {
        days: idleDays,
        licensed: licensed.length,
        idle: callers.others.lines > 0 ? undefined : licensed.filter(person => !hasPaid(person)).length,
        mostSpent: month.lines.find(isPaid)?.cost ?? 0n,
        forwarded: types.lines.find(({ key }) => key === forwarding),
        currency: read.ok ? currencyOf(read.value.wallet) : 'USD',
      }),
    };
  },
});

const isPaid = ({ cost }: UsageLine): boolean => cost > 0n;
