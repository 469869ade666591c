import type { Instant, TimeZone } from './calendar.ts';
import type { ClockDoubt } from './clock.ts';
import type { Day } from './days.ts';
import type { Currency, Micros } from './money.ts';
import type { SpendReason } from './spend-reason.ts';

/** How bad it is: critical is never muted, and information asks for nothing. */
export type Severity = 'critical' | 'warning' | 'info';

/** What an alert is about: of one subject the worst alone is told. A subject that there are many of has an `about` too. */
export type Subject =
  | 'balance'
  | 'recharge'
  | 'payment'
  | 'payment-method'
  | 'agreement'
  | 'lot'
  | 'budget'
  | 'minutes'
  | 'spend'
  | 'people'
  | 'import'
  | 'credentials'
  | 'clock'
  | 'ledger'
  | 'program'
  | 'backup'
  | 'documents'
  | 'news';

interface KindFacts {
  readonly severity: Severity;
  readonly subject: Subject;
  /** Which of one subject is worse. */
  readonly rank: number;
  /** Of two of this kind, which is worse: the greater. */
  readonly degree?: (alert: Omit<Alert, 'id'>) => number;
  /** Whether only those are told who ask for it by its name. */
  readonly isOptional?: true;
  /** Whether it is looked for in rounds, and not at every look. */
  readonly isForeseen?: true;
}

/** Subjects that one process knows of and another may not: the clock of its machine, what its audit found, its own rounds. */
export const subjectsOfProcess: ReadonlySet<string> = new Set(['clock', 'ledger', 'program']);

/** The fewer days are left, the worse. */
const soon = ({ step = 0 }: Omit<Alert, 'id'>): number => -step;

/** The more is used, the worse. */
const used = ({ step = 0 }: Omit<Alert, 'id'>): number => step;

/** The more people, the worse. */
const many = ({ count = 0 }: Omit<Alert, 'id'>): number => count;

/**
 * Every kind. News is told once and is over as soon as it has happened; everything else holds until what it is about has ended, and the
 * worse stage of a subject mutes the others: zero mutes a low balance (L15).
 */
const table = {
  'low-balance': { severity: 'warning', subject: 'balance', rank: 1, degree: ({ threshold = 0 }) => -threshold },
  'runs-out': { severity: 'warning', subject: 'balance', rank: 2, degree: soon, isForeseen: true },
  'balance-zero': { severity: 'critical', subject: 'balance', rank: 3 },
  'recharge-expected': { severity: 'warning', subject: 'recharge', rank: 1 },
  'cap-reached': { severity: 'warning', subject: 'recharge', rank: 1 },
  'recharge-not-come': { severity: 'warning', subject: 'recharge', rank: 1 },
  'recharge-failed': { severity: 'warning', subject: 'recharge', rank: 2, degree: ({ failures = 0 }) => failures },
  'recharge-unknown': { severity: 'critical', subject: 'recharge', rank: 3 },
  'order-unconfirmed': { severity: 'warning', subject: 'payment', rank: 1, degree: used },
  'order-unknown': { severity: 'critical', subject: 'payment', rank: 2 },
  'card-expires': { severity: 'warning', subject: 'payment-method', rank: 1, degree: soon, isForeseen: true },
  'purchase-order-used': { severity: 'warning', subject: 'agreement', rank: 1, degree: used, isForeseen: true },
  'recharge-succeeded': { severity: 'info', subject: 'news', rank: 1 },
  'payment-taken-back': { severity: 'warning', subject: 'news', rank: 1 },
  'payment-won-back': { severity: 'info', subject: 'news', rank: 1 },
  'lot-expires': { severity: 'warning', subject: 'lot', rank: 1, degree: soon, isForeseen: true },
  'budget-half': { severity: 'info', subject: 'budget', rank: 1, isForeseen: true },
  'budget-forecast': { severity: 'warning', subject: 'budget', rank: 2, isForeseen: true },
  'budget-reached': { severity: 'warning', subject: 'budget', rank: 3, degree: used, isForeseen: true },
  'minutes-used': { severity: 'warning', subject: 'minutes', rank: 1, degree: used, isForeseen: true },
  'unusual-spend': { severity: 'warning', subject: 'spend', rank: 1, isForeseen: true },
  'fraud-suspected': { severity: 'critical', subject: 'spend', rank: 2, isForeseen: true },
  'people-blocked': { severity: 'warning', subject: 'people', rank: 1, degree: many, isForeseen: true },
  'licenses-missing': { severity: 'warning', subject: 'people', rank: 1, isForeseen: true },
  'secret-expires': { severity: 'warning', subject: 'credentials', rank: 1, degree: soon, isForeseen: true },
  'import-stalled': { severity: 'warning', subject: 'import', rank: 1 },
  'clock-doubted': { severity: 'critical', subject: 'clock', rank: 1 },
  'ledger-damaged': { severity: 'critical', subject: 'ledger', rank: 1 },
  'rounds-late': { severity: 'warning', subject: 'program', rank: 1 },
  'backup-missing': { severity: 'warning', subject: 'backup', rank: 1, isForeseen: true },
  'documents-unsent': { severity: 'warning', subject: 'documents', rank: 1, degree: many, isForeseen: true },
  digest: { severity: 'info', subject: 'news', rank: 1 },
  'statement-ready': { severity: 'info', subject: 'news', rank: 1, isOptional: true },
} as const satisfies Record<string, KindFacts>;

/** What an alert is about (B7). */
export type AlertKind = keyof typeof table;

/** How bad each kind is, what it is about, and which of a subject is worse. */
export const alertKinds: Readonly<Record<AlertKind, KindFacts>> = table;

/** The subject of a matter: with what it is about, where there are many. */
export const subjectOf = ({ kind, about }: Pick<Alert, 'kind' | 'about'>): string =>
  about === undefined ? alertKinds[kind].subject : `${alertKinds[kind].subject} ${about}`;

/** The facts of an alert; views put them into words. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly at: Instant;
  readonly currency: Currency;
  readonly balance: Micros;
  readonly threshold?: Micros;
  readonly amount?: Micros;
  /** Why a recharge failed, in the gateway's own code, such as `expired-card`; or why a backup did. */
  readonly reason?: string;
  readonly invoice?: number;
  /** The key of the payment that an admin has to confirm (mirror). */
  readonly payment?: string;
  /** When a failed recharge is tried again; absent when it is not. */
  readonly retryAt?: Instant;
  /** How often in a row a recharge has failed. */
  readonly failures?: number;
  /** Whether the backup payment method is being tried, was tried in vain, or has paid what the first one declined. */
  readonly backup?: 'tried' | 'failed' | 'paid';
  /** What auto-recharge adds next, and not before when, where it will by itself. */
  readonly next?: { readonly amount: Micros; readonly at: Instant };
  /** Why auto-recharge no longer adds what it was adding, until somebody acts. */
  readonly heldBy?: 'unknown-outcome' | 'awaits-crossing';
  /** Up to when the usage log has been read, since when a round is late, or when the last good backup was made; absent when it never was. */
  readonly since?: Instant;
  /** Why the clock is not believed. */
  readonly doubt?: ClockDoubt;
  /** The first entry that is not as it was written. */
  readonly entry?: number;
  /** Which one of its subject it is about: the id of a lot, of a budget or of a pool of minutes, or the key of whoever calls. */
  readonly about?: string;
  /** What that is called, where it is nobody's name: a department ('' where people are in none), a pool. Names of people are looked up when they are shown. */
  readonly label?: string;
  /** Whose calls it is about, by the key that usage has. */
  readonly person?: string;
  /** Of a ladder: how many days are left, or how many percent are used. */
  readonly step?: number;
  /** When credits run out or expire. */
  readonly until?: Instant;
  /** When they run out at worst, on a bad day after another. */
  readonly earliest?: Instant;
  /** How many people it is about. */
  readonly count?: number;
  /** Of news of a week or a month: the day on whose morning each is told, and the zone of whoever has none of their own. */
  readonly morning?: { readonly day: Day; readonly timeZone: TimeZone };
  /** What is unusual about a spend, the gravest first. */
  readonly reasons?: readonly SpendReason[];
}

/** One crossing of a threshold, until it has recovered: it speaks once (L13, B2). */
export interface Episode {
  readonly alert: 'low-balance' | 'balance-zero' | 'import-stalled';
  readonly threshold: Micros;
}

/** Whether both are of one kind and threshold. */
export const isSame = (one: Episode, other: Episode): boolean =>
  one.alert === other.alert && one.threshold === other.threshold;
