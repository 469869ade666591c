import { decimal, toIso } from '../../core/index.ts';
import { amountOption, instantOption, neededOption, print, Refused, type Verb } from './terminal.ts';
import { existingTerms, must } from './wallet.ts';

export const reconcile: Verb = {
  name: 'reconcile',
  options: ['balance', 'at'],
  usage: 'reconcile --balance 183.20 [--at INSTANT]',
  about: 'make the balance what the admin center showed at an instant',
  example: 'reconcile --balance 183.20 --at 2026-10-31T12:00:00Z',
  run: async session => {
    neededOption(session.options, 'balance');
    const { currency } = await existingTerms(session);
    const stated = amountOption(session.options, 'balance', currency);
    const statedAt = instantOption(session.options, 'at') ?? session.now;
    const id = `reconcile:${decimal(stated, currency)}@${toIso(statedAt)}`;
    const { entry, isRepeated, wallet } = await must(session, { kind: 'reconcile', id, statedAt, stated });
    if (isRepeated && !wallet.pool.reconciliations.some(one => one.id === id))
      throw new Refused(`${id} was recorded before and reversed since: give another instant`);
    if (entry?.kind !== 'balance-reconciled') throw new Error('a reconciliation leaves an entry');
    const { difference, reason } = entry.facts;
    print(
      session,
      {
        reconciliation: id,
        at: toIso(statedAt),
        stated: decimal(stated, currency),
        difference: decimal(difference, currency),
        reason,
      },
      `${id}: ${reason}${difference === 0 ? '' : ` ${decimal(Math.abs(difference), currency)} ${currency}`}`,
    );
  },
};
