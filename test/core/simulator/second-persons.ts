import { approvalIdOf, endIdOf, microsPerUnit, type Wallet } from '../../../core/index.ts';
import type { Request } from '../../../bot/wallets/ledger.ts';
import { card } from '../../support/builders.ts';

/** Somebody asks for a large order, under that id; others agree, decline, or let it wait until it is over. */
export function aboutApproval(
  { fourEyes }: Wallet,
  { random, id }: { readonly random: () => number; readonly id: string },
): Request {
  const waiting = fourEyes?.waiting.at(-1);
  const dice = random();
  if (waiting === undefined || dice < 0.3) {
    const amount = (101 + Math.floor(random() * 49)) * microsPerUnit;
    const proposal = { kind: 'order', id, amount, method: card, isBesideOpen: true } as const;
    return { kind: 'ask-approval', id: approvalIdOf(proposal), proposal };
  }
  const { id: asked, proposal } = waiting;
  const asker = 'ann';
  if (dice < 0.8) {
    const approver = random() < 0.5 ? 'ann' : 'ben';
    return { kind: 'approve', id: endIdOf(asked, 'granted'), proposal, asker, approver };
  }
  return dice < 0.9
    ? { kind: 'decline-approval', id: endIdOf(asked, 'declined'), asked, asker, by: 'ben' }
    : { kind: 'withdraw-approval', id: endIdOf(asked, 'withdrawn'), asked, asker, by: 'ann' };
}
