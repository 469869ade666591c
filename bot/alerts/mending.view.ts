import { alertKinds, type Alert, type AlertKind } from '../../core/index.ts';

/** What each of them types. */
export const typedToMend = {
  addFunds: 'add funds',
  orders: 'orders',
  balance: 'balance',
  import: 'import',
  autoRecharge: 'auto-recharge',
  changeLimit: 'auto-recharge',
  changePayment: 'auto-recharge payment',
  tryAgain: 'auto-recharge on',
  verify: 'verify',
  alerts: 'alerts',
  forecast: 'forecast',
  lots: 'lots',
  minutes: 'minutes',
  usage: 'usage this month',
  budget: 'budget',
  calls: 'calls',
  licenses: 'licenses',
  assignCredits: 'assign credits to everyone',
  statement: 'statement last month',
  digest: 'digest',
  agreements: 'agreements',
  documents: 'settings documents',
  doctor: 'doctor',
} as const;

/** What one of them types for an alert: a budget's opens that budget. */
export const typedFor = (name: Mending, { kind, about }: Alert): string =>
  name === 'budget' && alertKinds[kind].subject === 'budget' && about !== undefined
    ? `${typedToMend.budget} #${about.split(' ')[0] ?? ''}`
    : typedToMend[name];

/** What an alert's card offers, each the button of a command. */
export type Mending = keyof typeof typedToMend;

interface KindLooks {
  /** What mends it, first, and where more is seen. */
  readonly mending: readonly Mending[];
  /** Whether the first of these mends it: then it is the first choice. */
  readonly isMendedHere: boolean;
}

/** What mends each kind. */
export const alertLooks: Readonly<Record<AlertKind, KindLooks>> = {
  'low-balance': { mending: ['addFunds', 'balance'], isMendedHere: true },
  'runs-out': { mending: ['addFunds', 'forecast'], isMendedHere: true },
  'balance-zero': { mending: ['addFunds', 'balance'], isMendedHere: true },
  // What came of a payment is said by buttons of its own.
  'recharge-expected': { mending: ['orders', 'balance'], isMendedHere: false },
  'cap-reached': { mending: ['changeLimit', 'addFunds', 'balance'], isMendedHere: true },
  'recharge-failed': { mending: ['addFunds', 'changePayment', 'balance'], isMendedHere: true },
  'recharge-not-come': { mending: ['addFunds', 'autoRecharge', 'balance'], isMendedHere: false },
  'order-unconfirmed': { mending: ['orders', 'balance'], isMendedHere: false },
  'order-unknown': { mending: ['orders', 'balance'], isMendedHere: false },
  'card-expires': { mending: ['changePayment', 'balance'], isMendedHere: true },
  'secret-expires': { mending: ['doctor', 'alerts'], isMendedHere: false },
  'purchase-order-used': { mending: ['agreements', 'balance'], isMendedHere: false },
  'recharge-unknown': { mending: ['orders', 'balance'], isMendedHere: false },
  'recharge-succeeded': { mending: ['balance'], isMendedHere: false },
  'payment-taken-back': { mending: ['addFunds', 'balance'], isMendedHere: true },
  'payment-won-back': { mending: ['balance'], isMendedHere: false },
  'import-stalled': { mending: ['import', 'balance'], isMendedHere: true },
  'clock-doubted': { mending: ['balance'], isMendedHere: false },
  'ledger-damaged': { mending: ['verify'], isMendedHere: true },
  'rounds-late': { mending: ['alerts'], isMendedHere: false },
  'backup-missing': { mending: ['doctor', 'alerts'], isMendedHere: false },
  'documents-unsent': { mending: ['documents', 'statement'], isMendedHere: true },
  'lot-expires': { mending: ['licenses', 'lots', 'forecast'], isMendedHere: false },
  'budget-half': { mending: ['budget', 'usage'], isMendedHere: false },
  'budget-forecast': { mending: ['budget', 'usage'], isMendedHere: false },
  'budget-reached': { mending: ['budget', 'usage'], isMendedHere: false },
  'minutes-used': { mending: ['minutes', 'licenses'], isMendedHere: false },
  'unusual-spend': { mending: ['calls'], isMendedHere: false },
  'fraud-suspected': { mending: ['calls'], isMendedHere: false },
  'people-blocked': { mending: ['licenses'], isMendedHere: false },
  'licenses-missing': { mending: ['assignCredits', 'licenses'], isMendedHere: true },
  digest: { mending: ['digest', 'usage'], isMendedHere: false },
  'statement-ready': { mending: ['statement'], isMendedHere: false },
};

/** What mends a recharge that is not tried again by itself. */
export const pausedMending: readonly Mending[] = ['tryAgain', 'changePayment', 'addFunds', 'balance'];

/** What there is to do once the backup has paid: the first way to pay is declined next time too. */
export const backupPaidMending: readonly Mending[] = ['changePayment', 'balance'];
