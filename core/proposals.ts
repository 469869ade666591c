import { dayMs, type Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import type { PaymentMethod } from './payments.ts';
import type { Rule } from './rule.ts';

/** What can be reversed: a row's standing version, a purchase, or the reconciliation, the refund or the charge-back of that entry. */
export type Reversible =
  | { readonly kind: 'row'; readonly id: string }
  | { readonly kind: 'purchase'; readonly invoice: number }
  | { readonly kind: 'reconciliation' | 'return'; readonly id: string };

/** What may wait for a second person: a command as plain data, under the id that it will have, without people or names (P5). */
export type Proposal = { readonly id: string } & (
  | { readonly kind: 'order'; readonly amount: Micros; readonly method: PaymentMethod; readonly isBesideOpen: boolean }
  | { readonly kind: 'refund' | 'charge-back'; readonly invoice: number; readonly amount: Micros }
  | { readonly kind: 'reconcile'; readonly statedAt: Instant; readonly stated: Micros }
  | { readonly kind: 'reverse'; readonly what: Reversible }
  | { readonly kind: 'set-rule'; readonly rule: Rule }
  | { readonly kind: 'set-payment-method'; readonly method: PaymentMethod }
  | { readonly kind: 'set-backup-method'; readonly method: PaymentMethod | null }
  /** The largest sum that one person may move alone; null for any. */
  | { readonly kind: 'set-approval-limit'; readonly limit: Micros | null }
  /** A license is taken from so many people; who they are stands beside the journal. */
  | { readonly kind: 'remove-licenses'; readonly people: number }
);

/** A proposal that somebody has asked a second person for. */
export interface WaitingProposal {
  /** The entry by which it was asked. */
  readonly id: string;
  readonly seq: number;
  readonly proposal: Proposal;
  /** What it would move, as far as it was known when it was asked; null where it has no bound, or is no matter of money. */
  readonly sum: Micros | null;
  /** From then on it is over, whether or not that was recorded. */
  readonly until: Instant;
}

/** What a wallet knows of four eyes; nothing before a limit was first set. */
export interface FourEyes {
  readonly limit: Micros | null;
  readonly waiting: readonly WaitingProposal[];
  /** What was last agreed to, with the digest of its batch. */
  readonly granted?: { readonly proposal: Proposal; readonly digest: string };
}

/** How a proposal that waited can end. */
export type ApprovalEnd = 'granted' | 'declined' | 'withdrawn' | 'expired';

/** How long a proposal waits, in ms (P5). */
export const approvalMs = dayMs;

/** The id of the entry that asks for a proposal: it can be asked for once. */
export const approvalIdOf = ({ id }: Pick<Proposal, 'id'>): string => `approval-${id}`;

/** The id of the entry that ends it. */
export const endIdOf = (asked: string, end: ApprovalEnd): string => `${asked}/${end}`;
