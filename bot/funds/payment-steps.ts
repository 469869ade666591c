import { unreachable, type Payment, type Wallet } from '../../core/index.ts';
import type { DeclineCode, PaymentOutcome } from '../ports/index.ts';
import type { Request } from '../wallets/ledger.ts';

/** Why a payment did not come about, as the book keeps it: a gateway's code, or that somebody has to be there. */
export type DeclineReason = DeclineCode | 'authentication-required' | 'unattended';

/** What the book knows of a payment. */
export type PaymentStanding = 'open' | 'unknown' | 'ended' | 'settled';

/** What to record of a gateway's word. */
export type PaymentStep =
  | { readonly kind: 'record'; readonly request: Request }
  | { readonly kind: 'nothing' }
  /** The money that had arrived was taken back, unless the word is older than that. */
  | { readonly kind: 'take-back'; readonly request: Request }
  /** It was charged in another currency than the book is in: nobody can say what that adds. */
  | { readonly kind: 'other-currency'; readonly request: Request | undefined };

export function standingOf({ openPayments, pool }: Wallet, key: string): PaymentStanding {
  const open = openPayments.find(({ payment }) => payment.key === key);
  if (open !== undefined) return open.isUnknown ? 'unknown' : 'open';
  return pool.lots.some(({ payment }) => payment === key) ? 'settled' : 'ended';
}

/** What a gateway's word about a payment comes to, where the book is as it is. Each request has an id of its own: heard twice, it is one. */
export function stepFor(
  { key }: Payment,
  outcome: PaymentOutcome,
  { wallet }: { readonly wallet: Wallet },
): PaymentStep {
  const standing = standingOf(wallet, key);
  const isOpen = standing === 'open' || standing === 'unknown';
  const leftUnknown: Request = { kind: 'leave-unknown', id: `${key}/unknown`, key };
  const declined = (reason: DeclineReason): PaymentStep =>
    isOpen ? { kind: 'record', request: { kind: 'decline', id: `${key}/declined`, key, reason } } : nothing;
  switch (outcome.kind) {
    case 'settled': {
      if (standing === 'settled') return nothing;
      if (outcome.currency !== wallet.terms?.currency)
        return { kind: 'other-currency', request: standing === 'open' ? leftUnknown : undefined };
      const { reference } = outcome;
      const request: Request = { kind: 'settle', id: `${key}/settled`, key, reference, reportedBy: 'gateway' };
      return { kind: 'record', request };
    }
    case 'declined': {
      if (standing !== 'settled') return declined(outcome.code);
      const request: Request = { kind: 'decline', id: `${key}/taken-back`, key, reason: outcome.code };
      return { kind: 'take-back', request };
    }
    case 'needs-card-holder':
      return declined('authentication-required');
    case 'refused-unattended':
      return declined('unattended');
    case 'unknown':
      return standing === 'open' ? { kind: 'record', request: leftUnknown } : nothing;
    default:
      return unreachable(outcome);
  }
}

const nothing: PaymentStep = { kind: 'nothing' };
