import type { Entry, Happening } from './entries.ts';
import type { Micros } from './money.ts';
import type { FourEyes, Proposal } from './proposals.ts';
import { unreachable } from './result.ts';
import type { Wallet } from './wallet.ts';

/** What an entry moves, or could move; `any` where that has no bound or is no matter of money. */
export type Weight = Micros | 'any';

/** The most people from whom one person takes a license alone, where a limit is set (P5). */
export const mostPeopleAlone = 10;

/** What may not be moved by one person alone: strictly more than the limit (P5). */
export const isAbove = (weight: Weight, limit: Micros): boolean => weight === 'any' || weight > limit;

/** What an entry moves by what was known before it: nothing where no person is needed, as of a recharge by the rule (P5). */
export function weightOf(wallet: Wallet, happening: Happening): Weight {
  const { kind, facts } = happening;
  switch (kind) {
    case 'payment-requested':
      return facts.purpose === 'order' ? facts.amount : 0;
    case 'credits-refunded':
    case 'purchase-reversed':
    case 'return-reversed':
      return facts.amount;
    case 'credits-charged-back':
      // What a gateway reports has happened: nobody is asked.
      return facts.payment === undefined ? facts.amount : 0;
    case 'call-reversed':
      return Math.abs(facts.cost - (facts.was?.cost ?? 0));
    case 'balance-reconciled':
      return Math.max(0, -facts.difference);
    case 'reconciliation-reversed':
      return Math.abs(wallet.pool.reconciliations.find(({ id }) => id === facts.reconciliation)?.difference ?? 0);
    case 'rule-set':
      return facts.isOn ? (facts.monthlyCap ?? 'any') : 0;
    case 'payment-method-set':
      // What the admin center has is nothing that a person gives the bot.
      if (facts.method.kind === 'admin-centre') return 0;
      return JSON.stringify(facts.method) === JSON.stringify(wallet.method) ? 0 : 'any';
    case 'backup-method-set':
      return facts.method === null || isSame(facts.method, wallet.backup ?? {}) ? 0 : 'any';
    case 'approval-limit-set':
      return facts.limit === limitOf(wallet) ? 0 : 'any';
    case 'thresholds-set':
    case 'wallet-opened':
    case 'opening-moved':
    case 'credits-bought':
    case 'payment-settled':
    case 'payment-linked':
    case 'payment-declined':
    case 'payment-cancelled':
    case 'payment-left-unknown':
    case 'charge-back-reversed':
    case 'call-drawn':
    case 'questions-answered':
    case 'lots-expired':
    case 'recharge-evaluated':
    case 'alert-raised':
    case 'alert-ended':
    case 'mode-adopted':
    case 'rows-erased':
    case 'clock-moved':
    case 'approval-asked':
    case 'approval-granted':
    case 'approval-declined':
    case 'approval-withdrawn':
    case 'approval-expired':
      return 0;
    default:
      return unreachable(happening);
  }
}

/** The limit that holds; null for none. */
export const limitOf = ({ fourEyes }: Pick<Wallet, 'fourEyes'>): Micros | null => fourEyes?.limit ?? null;

/** Whether an entry needed a second person and had none (P5). */
export function isUnapproved(wallet: Wallet, entry: Entry): boolean {
  const limit = limitOf(wallet);
  if (limit === null || !isAbove(weightOf(wallet, entry), limit)) return false;
  const granted = wallet.fourEyes?.granted;
  return granted?.digest !== entry.digest || granted.proposal.id !== entry.id || !isOf(granted.proposal, entry);
}

/** Whether an entry is what was proposed, not more. */
function isOf(proposal: Proposal, { kind, facts }: Entry): boolean {
  switch (proposal.kind) {
    case 'order':
      return kind === 'payment-requested' && facts.amount === proposal.amount && isSame(facts.method, proposal.method);
    case 'refund':
      return kind === 'credits-refunded' && facts.ofInvoice === proposal.invoice && facts.asked === proposal.amount;
    case 'charge-back':
      return (
        kind === 'credits-charged-back' && facts.ofInvoice === proposal.invoice && facts.amount === proposal.amount
      );
    case 'reconcile':
      return kind === 'balance-reconciled' && facts.at === proposal.statedAt && facts.stated === proposal.stated;
    case 'reverse':
      if (proposal.what.kind === 'purchase')
        return kind === 'purchase-reversed' && facts.ofInvoice === proposal.what.invoice;
      if (proposal.what.kind === 'return') return kind === 'return-reversed' && facts.returned === proposal.what.id;
      if (proposal.what.kind === 'row') return kind === 'call-reversed' && facts.row === proposal.what.id;
      return kind === 'reconciliation-reversed' && facts.reconciliation === proposal.what.id;
    case 'set-rule':
      return kind === 'rule-set' && isSame(facts, proposal.rule);
    case 'set-payment-method':
      return kind === 'payment-method-set' && isSame(facts.method, proposal.method);
    case 'set-backup-method':
      return kind === 'backup-method-set' && JSON.stringify(facts.method) === JSON.stringify(proposal.method);
    case 'set-approval-limit':
      return kind === 'approval-limit-set' && facts.limit === proposal.limit;
    case 'remove-licenses':
      return false;
    default:
      return unreachable(proposal);
  }
}

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** With one more proposal that waits. */
export function askedFor(
  { fourEyes }: Wallet,
  { id, seq, facts }: Pick<Of<'approval-asked'>, 'id' | 'seq' | 'facts'>,
): FourEyes {
  const { waiting = [], ...known } = fourEyes ?? { limit: null };
  return { ...known, waiting: [...waiting, { id, seq, ...facts }] };
}

/** With one proposal less that waits; of one that was granted it is known what was agreed to. */
export function ended(
  { fourEyes }: Wallet,
  { kind, facts, digest }: Pick<Ending, 'kind' | 'facts' | 'digest'>,
): FourEyes {
  const { waiting = [], ...known } = fourEyes ?? { limit: null };
  const over = waiting.find(({ id }) => id === facts.asked);
  const granted =
    over !== undefined && kind === 'approval-granted' ? { granted: { proposal: over.proposal, digest } } : {};
  return { ...known, waiting: waiting.filter(one => one !== over), ...granted };
}

type Of<Kind extends Entry['kind']> = Entry & { readonly kind: Kind };

/** An entry that ends a proposal. */
export type Ending = Of<'approval-granted' | 'approval-declined' | 'approval-withdrawn' | 'approval-expired'>;
