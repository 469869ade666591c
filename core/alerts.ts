import type { Instant } from './calendar.ts';
import type { ClockDoubt } from './clock.ts';
import type { Currency, Micros } from './money.ts';

/** What an alert is about (B7). */
export type AlertKind = keyof typeof alertKinds;

/** How bad it is: critical is never muted, and information asks for nothing. */
export type Severity = 'critical' | 'warning' | 'info';

interface KindFacts {
  readonly severity: Severity;
  /** What it is about: of one subject the worst alone is told. */
  readonly subject: 'balance' | 'recharge' | 'import' | 'clock' | 'ledger' | 'program' | 'news';
  /** Which of one subject is worse. */
  readonly rank: number;
}

/** Subjects that one process knows of and another may not: the clock of its machine, what its audit found, its own rounds. */
export const subjectsOfProcess: ReadonlySet<string> = new Set(['clock', 'ledger', 'program']);

/**
 * Every kind. News is told once and is over as soon as it has happened; everything else holds until what it is about has ended, and the
 * worse stage of a subject mutes the others: zero mutes a low balance (A3).
 */
export const alertKinds = {
  'low-balance': { severity: 'warning', subject: 'balance', rank: 1 },
  'balance-zero': { severity: 'critical', subject: 'balance', rank: 3 },
  'recharge-expected': { severity: 'warning', subject: 'recharge', rank: 1 },
  'cap-reached': { severity: 'warning', subject: 'recharge', rank: 1 },
  'recharge-failed': { severity: 'warning', subject: 'recharge', rank: 2 },
  'recharge-unknown': { severity: 'critical', subject: 'recharge', rank: 3 },
  'recharge-succeeded': { severity: 'info', subject: 'news', rank: 1 },
  'payment-taken-back': { severity: 'warning', subject: 'news', rank: 1 },
  'import-stalled': { severity: 'warning', subject: 'import', rank: 1 },
  'clock-doubted': { severity: 'critical', subject: 'clock', rank: 1 },
  'ledger-damaged': { severity: 'critical', subject: 'ledger', rank: 1 },
  'rounds-late': { severity: 'warning', subject: 'program', rank: 1 },
} as const satisfies Record<string, KindFacts>;

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
  /** How often in a row a recharge has failed. */
  readonly failures?: number;
  /** What auto-recharge adds next, and not before when, where it will by itself. */
  readonly next?: { readonly amount: Micros; readonly at: Instant };
  /** Up to when the usage log has been read, or since when a round is late; absent when it never was. */
  readonly since?: Instant;
  /** Why the clock is not believed. */
  readonly doubt?: ClockDoubt;
  /** The first entry that is not as it was written. */
  readonly entry?: number;
}

/** One crossing of a threshold, until it has recovered: it speaks once (L13, B2). */
export interface Episode {
  readonly alert: 'low-balance' | 'balance-zero' | 'import-stalled';
  readonly threshold: Micros;
}

/** Whether both are of one kind and threshold. */
export const isSame = (one: Episode, other: Episode): boolean =>
  one.alert === other.alert && one.threshold === other.threshold;
