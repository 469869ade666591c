import { hourMs } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Job } from '../work/job.ts';
import { closedMonths, fixingsThatHold, readMonth, type DepartmentNeeds } from './month-report.ts';

/** Fixes the departments of each month that has closed, before anybody asks: who moves later is still where they were. */
export const fixDepartments: Job<DepartmentNeeds & { readonly clock: Clock; readonly ledger: Ledger }> = {
  name: 'fix-departments',
  everyMs: hourMs,
  run: async needs => {
    const now = needs.clock.now();
    const read = await needs.ledger.read();
    if (!read.ok || read.value.wallet.terms === undefined) return;
    const { wallet, history } = read.value;
    const { terms } = read.value.wallet;
    const that = await fixingsThatHold(needs);
    for (const month of closedMonths({ wallet, history, terms, now }))
      if ((await needs.fixedDepartments.read(month, that)) === undefined)
        await readMonth(needs, { wallet, history, terms, month, now });
  },
};
