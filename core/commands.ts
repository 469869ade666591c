import type { Alert } from './alerts.ts';
import type { Instant } from './calendar.ts';
import type { IdentifiedRow } from './calls.ts';
import type { HeldRow, KnownRows, RowChange, RowRejection } from './known-rows.ts';
import type { ClockDoubt } from './clock.ts';
import type { Entry, Mode, Terms, Verdict } from './entries.ts';
import type { Currency, FinerThanCurrency, Micros } from './money.ts';
import type { OrderBelowMinimum } from './orders.ts';
import type { Payment, PaymentMethod } from './payments.ts';
import type { Proposal, Reversible } from './proposals.ts';
import type { Rule, RuleRefusal } from './rule.ts';
import type { ThresholdsRefusal } from './thresholds.ts';
import type { Wallet } from './wallet.ts';

/** What can be asked of a wallet (L7). `id` is the idempotency key, `at` the present instant. */
export type Command = PlainCommand | ApprovalCommand;

/** What one person or the program asks, which may need a second person (P5). */
export type PlainCommand = { readonly id: string; readonly at: Instant } & (
  | { readonly kind: 'open-wallet'; readonly terms: Terms }
  /** A purchase made elsewhere, recorded as it happened. */
  | { readonly kind: 'buy'; readonly boughtAt: Instant; readonly amount: Micros; readonly reference: string }
  | { readonly kind: 'draw'; readonly rows: readonly IdentifiedRow[]; readonly known: KnownRows }
  /**
   * A verdict on rows that are held; `held` and `known` are what the store of rows says of them. `amount`: what a row in another
   * currency costs in the wallet's, for one row at a time; null otherwise.
   */
  | {
      readonly kind: 'answer';
      readonly verdict: Verdict;
      readonly questions: readonly QuestionKey[];
      readonly amount: Micros | null;
      readonly held: readonly HeldRow[];
      readonly known: KnownRows;
    }
  | { readonly kind: 'refund'; readonly invoice: number; readonly amount: Micros }
  | { readonly kind: 'charge-back'; readonly invoice: number; readonly amount: Micros }
  /** What the admin center showed, and when. */
  | { readonly kind: 'reconcile'; readonly statedAt: Instant; readonly stated: Micros }
  | { readonly kind: 'reverse'; readonly what: Reversible; readonly known: KnownRows }
  /** Ordered by a person; with `isBesideOpen` they have seen the open order and want another one. */
  | { readonly kind: 'order'; readonly amount: Micros; readonly method: PaymentMethod; readonly isBesideOpen: boolean }
  /** The money has arrived, as reported by a gateway in operate, by a person in mirror. */
  | {
      readonly kind: 'settle';
      readonly key: string;
      readonly reference: string;
      readonly reportedBy: 'gateway' | 'person';
      /** What was really bought and when, where that is not what was asked for, or not now. */
      readonly asBought?: { readonly amount: Micros; readonly boughtAt: Instant };
      /** It had been taken back: only then does it give back what was. */
      readonly winsBack?: true;
    }
  /** What was asked for had been recorded already, as a purchase of its own (mirror). */
  | { readonly kind: 'link'; readonly key: string; readonly invoice: number }
  /** It failed: as the gateway says, or a person where its outcome is unknown. With `retry: 'never'` the card holder is needed. */
  | {
      readonly kind: 'decline';
      readonly key: string;
      readonly reason: string;
      readonly reportedBy?: 'person';
      readonly retry?: 'never';
      /** It had settled: only then is it a charge-back, so that no old word can take back what was paid meanwhile. */
      readonly takesBack?: true;
    }
  /** It was not bought (mirror). */
  | { readonly kind: 'cancel'; readonly key: string }
  /** What came of it is not known; with `reopens` it had failed, and the gateway now says what the book cannot take. */
  | { readonly kind: 'leave-unknown'; readonly key: string; readonly reopens?: true }
  | { readonly kind: 'set-rule'; readonly rule: Rule }
  | { readonly kind: 'set-payment-method'; readonly method: PaymentMethod }
  /** Tried once after the first decline of an automatic charge; null for none. */
  | { readonly kind: 'set-backup-method'; readonly method: PaymentMethod | null }
  /** Expiries, episodes and auto-recharge, brought up to `at`. */
  | { readonly kind: 'catch-up' }
  /** Of a tenant that has bought no credits: it pays after use from now on. */
  | { readonly kind: 'pay-after-use' }
  /** When the usage log was last read to its end; null when it never was. */
  | { readonly kind: 'note-import'; readonly completeAt: Instant | null }
  /** Blanks people and numbers of rows that began before, now and whenever such a row comes again (L10). */
  | { readonly kind: 'erase-rows'; readonly before: Instant }
  | { readonly kind: 'move-clock'; readonly byMs: number }
  /** Of a wallet opened where nobody had said its mode. */
  | { readonly kind: 'adopt-mode'; readonly mode: 'mirror' | 'operate' }
  /** Above this a second person is needed; null for never (P5). */
  | { readonly kind: 'set-approval-limit'; readonly limit: Micros | null }
  /** Balances below which people are warned, beside the trigger (L15). */
  | { readonly kind: 'set-thresholds'; readonly thresholds: readonly Micros[] }
  /** A license is about to be taken from so many people: nothing is recorded, but it may need a second person. */
  | { readonly kind: 'remove-licenses'; readonly people: number }
);

/**
 * What is asked and said about a proposal, under the id of the entry that it leaves. `asker` and the others are Entra object ids; null where
 * nobody knows them any more. Who they are is recorded beside the journal (P5).
 */
export type ApprovalCommand = { readonly id: string; readonly at: Instant } & (
  | { readonly kind: 'ask-approval'; readonly proposal: Proposal; readonly known: KnownRows }
  /** Carries out what was proposed as it was read, decided afresh. */
  | {
      readonly kind: 'approve';
      readonly proposal: Proposal;
      readonly asker: string | null;
      readonly approver: string;
      readonly known: KnownRows;
    }
  /** Asked by whoever operates the command line, and granted by another person, at once. */
  | {
      readonly kind: 'ask-and-approve';
      readonly proposal: Proposal;
      readonly asker: string;
      readonly approver: string;
      readonly known: KnownRows;
    }
  | {
      readonly kind: 'decline-approval' | 'withdraw-approval';
      readonly asked: string;
      readonly asker: string | null;
      readonly by: string;
    }
);

/** A version of a row that is held. */
export interface QuestionKey {
  readonly id: string;
  readonly version: string;
}

/** The wallet is of another mode than the program that opened it: it is not touched, and not shown (B1). */
export interface OtherMode {
  readonly kind: 'other-mode';
  readonly mode: Mode;
  readonly program: Mode;
}

/** Why a command was refused, with the facts for the message. Nothing was recorded (L3, L7). */
export type Refusal =
  | ClockDoubt
  | { readonly kind: 'conflict'; readonly id: string }
  | { readonly kind: 'not-set-up' }
  /** The tenant pays after use and has no pool; an order begins one. */
  | { readonly kind: 'pays-after-use' }
  /** There are credits, or were: Microsoft uses them up before it bills (M6). */
  | { readonly kind: 'has-credits' }
  | { readonly kind: 'already-set-up'; readonly terms: Terms }
  | OrderBelowMinimum
  | { readonly kind: 'amount-not-positive' }
  | { readonly kind: 'in-future'; readonly at: Instant; readonly now: Instant }
  | { readonly kind: 'order-open'; readonly open: Payment }
  | { readonly kind: 'no-such-payment'; readonly key: string }
  /** The gateway has it: only what it does not know is said by a person. */
  | { readonly kind: 'in-flight'; readonly open: Payment }
  /** That purchase is what another payment turned out to be. */
  | { readonly kind: 'purchase-has-payment'; readonly invoice: number }
  | { readonly kind: 'no-such-purchase'; readonly invoice: number }
  | { readonly kind: 'nothing-to-refund'; readonly invoice: number }
  | { readonly kind: 'nothing-to-reverse' }
  /** Two balances cannot have been shown at one instant: the earlier has to be reversed first. */
  | { readonly kind: 'already-reconciled'; readonly id: string; readonly at: Instant }
  | { readonly kind: 'no-such-question'; readonly row: string }
  /** A row in the wallet's own currency is billed at its own cost. */
  | { readonly kind: 'amount-not-needed'; readonly row: string }
  | {
      readonly kind: 'currency-mismatch';
      readonly row: string;
      readonly expected: Currency;
      readonly given: Currency;
    }
  | FinerThanCurrency
  | { readonly kind: 'too-large'; readonly asked: Micros; readonly largest: Micros }
  | { readonly kind: 'wrong-mode'; readonly mode: Mode }
  /** It is above the limit; `sum` is null where it has no bound or is no matter of money (P5). */
  | { readonly kind: 'needs-approval'; readonly limit: Micros; readonly sum: Micros | null }
  /** One person may do it alone. */
  | { readonly kind: 'approval-not-needed' }
  /** It has been asked for under this id, and waits. */
  | { readonly kind: 'approval-waits'; readonly asked: string }
  /** It has ended, or was never asked for. */
  | { readonly kind: 'approval-not-waiting'; readonly asked: string }
  | { readonly kind: 'approval-expired'; readonly asked: string; readonly until: Instant }
  /** Whoever asked cannot be the second person. */
  | { readonly kind: 'own-approval'; readonly asked: string }
  /** Nobody knows any more who asked: so nobody can be shown to be another person. */
  | { readonly kind: 'asker-unknown'; readonly asked: string }
  /** Only whoever asked may withdraw it. */
  | { readonly kind: 'not-the-asker'; readonly asked: string }
  | OtherMode
  /** It has a mode of its own, or a gateway was asked for money for it. */
  | { readonly kind: 'mode-is-known'; readonly mode: Mode }
  | ThresholdsRefusal
  | RuleRefusal;

/** What the shell has to do once the entries are safe: data, carried out after the append. */
export type Effect =
  { readonly kind: 'charge'; readonly payment: Payment } | { readonly kind: 'announce'; readonly alert: Alert };

/** The result of a command that was not refused. */
export type Decision =
  /** A repeated request: its original entry, nothing new (L3). */
  | { readonly kind: 'repeated'; readonly original: Entry }
  | {
      readonly kind: 'decided';
      readonly wallet: Wallet;
      readonly entries: readonly Entry[];
      readonly effects: readonly Effect[];
      readonly rowChanges: readonly RowChange[];
      readonly rejected: readonly RowRejection[];
    };
