import { unreachable, type Instant, type Payment, type Wallet } from '../../core/index.ts';
import type { DeclineCode, PaymentOutcome } from '../ports/index.ts';
import type { Request } from '../wallets/ledger.ts';

/** Why a payment did not come about, as the book keeps it: a gateway's code, or that somebody has to be there. */
export type DeclineReason = DeclineCode | 'authentication-required' | 'unattended';

/** What the book knows of a payment. */
export type PaymentStanding = 'open' | 'unknown' | 'ended' | 'settled';

/** What to record of a gateway's word. */
export type PaymentStep =
  /** If the book cannot take it, what to record instead. */
  | { readonly kind: 'record'; readonly request: Request; readonly otherwise?: Request | undefined }
  | { readonly kind: 'nothing' }
  /** The money that had arrived was taken back, unless the word is older than that. */
  | { readonly kind: 'take-back'; readonly request: Request }
  /** It was charged in another currency than the book is in: nobody can say what that adds. Nothing is recorded of what had ended. */
  | { readonly kind: 'other-currency'; readonly request: Request | undefined };

export function standingOf({ openPayments, pool }: Wallet, key: string): PaymentStanding {
  const open = openPayments.find(({ payment }) => payment.key === key);
  if (open !== undefined) return open.isUnknown ? 'unknown' : 'open';
  return pool.lots.some(({ payment }) => payment === key) ? 'settled' : 'ended';
}

/** What a gateway's word about a payment comes to, where the book is as it is. Each request has an id of its own: heard twice, it is one. */
export function stepFor(
  payment: Payment,
  outcome: PaymentOutcome,
  { wallet, now }: { readonly wallet: Wallet; readonly now: Instant },
): PaymentStep {
  const { key } = payment;
  const standing = standingOf(wallet, key);
  switch (outcome.kind) {
    case 'settled':
      return settledStep(payment, outcome, { wallet, now });
    case 'declined':
      if (standing !== 'settled') return declinedStep(key, standing, { reason: outcome.code });
      return {
        kind: 'take-back',
        request: { kind: 'decline', id: `${key}/taken-back`, key, reason: outcome.code },
      };
    case 'needs-card-holder':
      return declinedStep(key, standing, { reason: 'authentication-required', retry: 'never' });
    case 'refused-unattended':
      return declinedStep(key, standing, { reason: 'unattended', retry: 'never' });
    case 'unknown':
      return standing === 'open' ? { kind: 'record', request: leftUnknown(key) } : nothing;
    default:
      return unreachable(outcome);
  }
}

function settledStep(
  { key, amount }: Payment,
  settled: PaymentOutcome & { readonly kind: 'settled' },
  { wallet, now }: { readonly wallet: Wallet; readonly now: Instant },
): PaymentStep {
  const standing = standingOf(wallet, key);
  if (standing === 'settled') return nothing;
  const otherwise = standing === 'open' ? leftUnknown(key) : undefined;
  // Of what is unknown a person is asked already.
  if (settled.currency !== wallet.terms?.currency)
    return standing === 'unknown' ? nothing : { kind: 'other-currency', request: otherwise };
  const request: Request = {
    ...{ kind: 'settle', id: `${key}/settled`, key, reference: settled.reference, reportedBy: 'gateway' },
    ...(settled.amount !== amount && { asBought: { amount: settled.amount, boughtAt: now } }),
  };
  return { kind: 'record', request, otherwise };
}

const declinedStep = (
  key: string,
  standing: PaymentStanding,
  facts: { readonly reason: DeclineReason; readonly retry?: 'never' },
): PaymentStep =>
  standing === 'open' || standing === 'unknown'
    ? { kind: 'record', request: { kind: 'decline', id: `${key}/declined`, key, ...facts } }
    : nothing;

const leftUnknown = (key: string): Request => ({ kind: 'leave-unknown', id: `${key}/unknown`, key });

const nothing: PaymentStep = { kind: 'nothing' };
