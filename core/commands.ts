import type { CallRow, KnownRows, RowChange, RowRejection } from './calls.ts';
import type { Alert } from './alerts.ts';
import type { Instant } from './calendar.ts';
import type { Entry, Mode, Payment, PaymentMethod, Terms } from './entries.ts';
import type { Micros } from './money.ts';
import type { OrderBelowMinimum } from './orders.ts';
import type { Rule, RuleRefusal } from './recharge.ts';
import type { Wallet } from './wallet.ts';

/** What can be asked of a wallet (SPEC L7). `id` is the idempotency key, `at` the present instant. */
export type Command = { readonly id: string; readonly at: Instant } & (
  | { readonly kind: 'open-wallet'; readonly terms: Terms }
  /** A purchase made elsewhere, recorded as it happened. */
  | { readonly kind: 'buy'; readonly boughtAt: Instant; readonly amount: Micros; readonly reference: string }
  | { readonly kind: 'draw'; readonly rows: readonly CallRow[]; readonly known: KnownRows }
  /** Ordered by a person; `isBesideOpen` says that they saw the open order and want another all the same. */
  | { readonly kind: 'order'; readonly amount: Micros; readonly method: PaymentMethod; readonly isBesideOpen: boolean }
  | { readonly kind: 'settle'; readonly key: string; readonly reference: string }
  | { readonly kind: 'decline'; readonly key: string; readonly reason: string }
  | { readonly kind: 'leave-unknown'; readonly key: string }
  | { readonly kind: 'set-rule'; readonly rule: Rule }
  | { readonly kind: 'set-payment-method'; readonly method: PaymentMethod }
  /** Expiries, episodes and auto-recharge, brought up to `at`. */
  | { readonly kind: 'catch-up' }
  | { readonly kind: 'move-clock'; readonly byMs: number }
);

export type Refusal =
  | { readonly kind: 'clock-jumped'; readonly at: Instant; readonly last: Instant }
  | { readonly kind: 'conflict'; readonly id: string }
  | { readonly kind: 'not-set-up' }
  | { readonly kind: 'already-set-up'; readonly terms: Terms }
  | OrderBelowMinimum
  | { readonly kind: 'amount-not-positive' }
  | { readonly kind: 'in-future'; readonly at: Instant; readonly now: Instant }
  | { readonly kind: 'order-open'; readonly open: Payment }
  | { readonly kind: 'no-such-payment'; readonly key: string }
  | { readonly kind: 'wrong-mode'; readonly mode: Mode }
  | RuleRefusal;

/** What the shell has to do once the entries are safe: data, carried out after the append. */
export type Effect =
  { readonly kind: 'charge'; readonly payment: Payment } | { readonly kind: 'announce'; readonly alert: Alert };

export type Decision =
  /** The same id and the same request as before: its original entry, nothing new (SPEC L3). */
  | { readonly kind: 'repeated'; readonly original: Entry }
  | {
      readonly kind: 'decided';
      readonly wallet: Wallet;
      readonly entries: readonly Entry[];
      readonly effects: readonly Effect[];
      readonly rowChanges: readonly RowChange[];
      readonly rejected: readonly RowRejection[];
    };
