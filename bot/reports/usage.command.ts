import { addDays, lastDays, startOfDay } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import type { Roles } from '../chat/roles.ts';
import { range } from '../chat/typed-range.ts';
import type { Clock, Looks, Rows } from '../ports/index.ts';
import type { Imports } from '../usage/import-progress.ts';
import { importNote } from '../usage/import-progress.view.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { usageReport } from './usage-report.ts';
import { usageView } from './usage.view.ts';

const top = 5;

interface UsageNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly imports: Imports;
  readonly roles: Roles;
  readonly looks: Looks;
}

export const usage = command({
  name: 'usage',
  access: 'look',
  arguments: { range },
  run: async ({ clock, ledger, rows, imports, roles, looks }: UsageNeeds, { speech, person }, given) => {
    const days = given.range ?? lastDays(30, clock.now(), speech.timeZone);
    const from = startOfDay(days.first, speech.timeZone);
    const to = Math.min(startOfDay(addDays(days.last, 1), speech.timeZone), clock.now());
    const read = await ledger.read();
    const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
    const opensAt = read.ok ? read.value.wallet.terms?.opensAt : undefined;
    const sight = await roles.sightOf(person.id);
    // Who may not see names is told how many people there are.
    const report = await rows.usage({ from, to, top: sight.kind === 'whole' ? top : Number.MAX_SAFE_INTEGER });
    const names = report.byPerson.filter(({ label }) => label !== '');
    if (sight.kind === 'whole' && names.length > 0)
      await looks.note({ who: person.id ?? '', whom: undefined, at: to, command: 'usage' });
    const importing = importNote(speech, await imports.progress());
    const erasedBefore = read.ok ? read.value.wallet.erasedBefore : undefined;
    return { card: usageView(speech, report, { currency, from, to, importing, opensAt, erasedBefore, sight, top }) };
  },
});
