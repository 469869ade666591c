import { graceMs, hourMs, monthOf, startOfMonth } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Job } from '../work/job.ts';
import { lateCharges } from './late-months.ts';
import { monthsOf, readMonth, type DepartmentNeeds } from './month-report.ts';

/**
 * Fixes the departments of a month that has closed, before anybody asks: who moves later is still where they were. Reads what the present month
 * has of the journal, so that whoever asks need not wait for it.
 */
export const fixDepartments: Job<DepartmentNeeds & { readonly clock: Clock; readonly ledger: Ledger }> = {
  name: 'fix-departments',
  everyMs: hourMs,
  run: async needs => {
    const now = needs.clock.now();
    const read = await needs.ledger.read();
    if (!read.ok || read.value.wallet.terms === undefined) return;
    const { wallet, history } = read.value;
    const { terms } = read.value.wallet;
    const open = monthOf(now - graceMs, terms.timeZone);
    const month = monthOf(startOfMonth(open, terms.timeZone) - 1, terms.timeZone);
    if (month >= monthsOf({ wallet, history, terms, now }).first)
      await readMonth(needs, { wallet, history, terms, month, now });
    await lateCharges(needs, { wallet, history }, { terms, month: monthOf(now, terms.timeZone), now });
  },
};
