import { endIdOf, type Micros } from '../../core/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Approval } from './approval.ts';

/** Whoever they are, they are two: nothing is recorded. */
const anyTwo = { asker: 'one', approver: 'another' };

/**
 * What agreeing charges at once by the rule, beside what was asked: by a new rule or another way to pay, or since what is given or taken back leaves
 * less than the trigger. Whoever agrees is told before (P5). Nothing where it cannot be done now.
 */
export async function chargedByAgreeing(
  { ledger }: { readonly ledger: Pick<Ledger, 'preview'> },
  { asked: { id, facts }, end }: Pick<Approval, 'asked' | 'end'>,
): Promise<Micros> {
  const { proposal } = facts;
  if (end !== undefined || proposal.kind === 'remove-licenses') return 0;
  const foreseen = await ledger.preview([{ kind: 'approve', id: endIdOf(id, 'granted'), proposal, ...anyTwo }]);
  const entries = foreseen.ok ? foreseen.value.entries : [];
  return entries.reduce(
    (sum, { kind, facts: made }) =>
      kind === 'payment-requested' && made.purpose === 'recharge' ? sum + made.amount : sum,
    0,
  );
}
