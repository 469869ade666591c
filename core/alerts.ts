import type { Instant } from './calendar.ts';
import type { ClockDoubt } from './clock.ts';
import type { Currency, Micros } from './money.ts';

/** What an alert is about (B7). */
export type AlertKind =
  | 'low-balance'
  | 'balance-zero'
  | 'recharge-succeeded'
  | 'recharge-failed'
  | 'payment-taken-back'
  | 'recharge-unknown'
  | 'recharge-expected'
  | 'import-stalled'
  | 'clock-doubted';

/** The facts of an alert; views put them into words. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly at: Instant;
  readonly currency: Currency;
  readonly balance: Micros;
  readonly threshold?: Micros;
  readonly amount?: Micros;
  /** Why a recharge failed, in the gateway's own code, such as `expired-card`. */
  readonly reason?: string;
  readonly invoice?: number;
  /** The key of the payment that an admin has to confirm (mirror). */
  readonly payment?: string;
  /** When a failed recharge is tried again; absent when it is not. */
  readonly retryAt?: Instant;
  /** Up to when the usage log has been read; absent when it never was. */
  readonly since?: Instant;
  /** Why the clock is not believed. */
  readonly doubt?: ClockDoubt;
}

/** One crossing of a threshold, until it has recovered: it speaks once (L13, B2). */
export interface Episode {
  readonly alert: 'low-balance' | 'balance-zero' | 'import-stalled';
  readonly threshold: Micros;
}

/** Whether both are of one kind and threshold. */
export const isSame = (one: Episode, other: Episode): boolean =>
  one.alert === other.alert && one.threshold === other.threshold;
