import { capacity, takenBackOf, unreachable, type Instant, type Payment, type Wallet } from '../../core/index.ts';
import type { DeclineCode, PaymentOutcome } from '../ports/index.ts';
import type { Request } from '../wallets/ledger.ts';
import { declinedId, reopenedId, takenBackId, wonBackId } from '../wallets/outcome-ids.ts';

/** Why a payment did not come about, as the book keeps it: a gateway's code, or that somebody has to be there. */
export type DeclineReason = DeclineCode | 'authentication-required' | 'unattended';

/** What the book knows of a payment; taken back by its gateway, or given back in full by people. */
export type PaymentStanding = 'open' | 'unknown' | 'ended' | 'settled' | 'taken-back' | 'given-back';

/** What to record of a gateway's word. */
export type PaymentStep =
  /** If the book cannot take it, what to record instead. */
  | { readonly kind: 'record'; readonly request: Request; readonly otherwise?: Request | undefined }
  | { readonly kind: 'nothing' }
  /** It was charged in another currency than the book is in: nobody can say what that adds, so a person is asked. */
  | { readonly kind: 'other-currency'; readonly request: Request };

export function standingOf({ openPayments, pool }: Wallet, key: string): PaymentStanding {
  const open = openPayments.find(({ payment }) => payment.key === key);
  if (open !== undefined) return open.isUnknown ? 'unknown' : 'open';
  const lot = pool.lots.find(({ payment }) => payment === key);
  if (lot === undefined) return 'ended';
  if (takenBackOf(pool, lot) > 0) return 'taken-back';
  return capacity(lot) === 0 ? 'given-back' : 'settled';
}

/** What the book has heard of a payment: something else once it has heard more, and nothing new while its outcome is not known. */
export function heardOf({ openPayments, declined, pool }: Wallet, key: string): string {
  const open = openPayments.find(({ payment }) => payment.key === key);
  const ended = declined.find(({ payment }) => payment.key === key);
  const lot = pool.lots.find(({ payment }) => payment === key);
  const returns = pool.reductions.filter(({ lotId }) => lotId === lot?.id).map(({ id }) => id);
  return JSON.stringify([
    open?.reopened ?? open !== undefined,
    ended?.reopened ?? ended !== undefined,
    lot?.id,
    returns,
  ]);
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
      if (standing !== 'settled') return declinedStep(key, wallet, { reason: outcome.code });
      return {
        kind: 'record',
        request: {
          kind: 'decline',
          id: takenBackId(key, outcome.takenBack),
          key,
          reason: outcome.code,
          takesBack: true,
        },
      };
    case 'needs-card-holder':
      return declinedStep(key, wallet, { reason: 'authentication-required', retry: 'never' });
    case 'refused-unattended':
      return declinedStep(key, wallet, { reason: 'unattended', retry: 'never' });
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
  if (standing === 'settled' || standing === 'given-back') return nothing;
  const told = { key, reference: settled.reference, reportedBy: 'gateway' } as const;
  // All that was taken back is given back, whatever it was charged in.
  if (standing === 'taken-back')
    return { kind: 'record', request: { kind: 'settle', id: wonBackId(wallet, key), ...told, winsBack: true } };
  const otherwise = askingFor(key, standing, wallet);
  if (settled.currency !== wallet.terms?.currency)
    return otherwise === undefined ? nothing : { kind: 'other-currency', request: otherwise };
  const request: Request = {
    ...{ kind: 'settle', id: `${key}/settled`, ...told },
    ...(settled.amount !== amount && { asBought: { amount: settled.amount, boughtAt: now } }),
  };
  return { kind: 'record', request, otherwise };
}

/** What has a person asked about a payment; nothing where one is asked already. */
function askingFor(key: string, standing: 'open' | 'unknown' | 'ended', wallet: Wallet): Request | undefined {
  if (standing === 'unknown') return undefined;
  return standing === 'open'
    ? leftUnknown(key)
    : { kind: 'leave-unknown', id: reopenedId(wallet, key), key, reopens: true };
}

function declinedStep(
  key: string,
  wallet: Wallet,
  facts: { readonly reason: DeclineReason; readonly retry?: 'never' },
): PaymentStep {
  const standing = standingOf(wallet, key);
  return standing === 'open' || standing === 'unknown'
    ? { kind: 'record', request: { kind: 'decline', id: declinedId(wallet, key), key, ...facts } }
    : nothing;
}

const leftUnknown = (key: string): Request => ({ kind: 'leave-unknown', id: `${key}/unknown`, key });

const nothing: PaymentStep = { kind: 'nothing' };
