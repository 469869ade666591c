import { decimal, toIso } from '../../core/index.ts';
import { undoLine } from './confirm.ts';
import { approvable, readAmount, readInstant, shared } from './options.ts';
import { entryLine, record } from './record.ts';
import { print, Refused } from './terminal.ts';
import { verb } from './verb.ts';
import { existingTerms } from './wallet.ts';

export const reconcile = verb({
  name: 'reconcile',
  about: 'make the balance what the admin center showed at an instant',
  example: 'reconcile --balance 183.20 --at 2026-10-31T12:00:00Z',
  options: {
    balance: { value: 'AMOUNT', about: 'what it showed', isNeeded: true },
    at: shared.at,
    ...approvable,
  },
  run: async (session, values) => {
    const terms = await existingTerms(session);
    const { currency } = terms;
    const stated = readAmount('balance', values.balance, terms);
    const statedAt = values.at === undefined ? session.now : readInstant('at', values.at);
    const id = `reconcile:${decimal(stated, currency)}@${toIso(statedAt)}`;
    const recorded = await record(session, values, {
      request: { kind: 'reconcile', id, statedAt, stated },
      check: ({ isRepeated, wallet }) => {
        if (isRepeated && !wallet.pool.reconciliations.some(one => one.id === id))
          throw new Refused(`${id} was recorded before and reversed since: give another instant`);
      },
    });
    if (recorded === undefined) return;
    const { entry } = recorded;
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
      `${entryLine(entry, terms)}\n${undoLine(session, `reverse --reconciliation ${id}`)}`,
    );
  },
});
