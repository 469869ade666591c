import type { AlertKind } from '../../core/index.ts';

/** What an alert's card offers, each the button of a command. */
export type Mending =
  'addFunds' | 'balance' | 'import' | 'autoRecharge' | 'changeLimit' | 'tryAgain' | 'verify' | 'alerts';

/** What each of them types. */
export const typedToMend: Readonly<Record<Mending, string>> = {
  addFunds: 'add funds',
  balance: 'balance',
  import: 'import',
  autoRecharge: 'auto-recharge',
  changeLimit: 'auto-recharge',
  tryAgain: 'auto-recharge on',
  verify: 'verify',
  alerts: 'alerts',
};

interface KindLooks {
  /** What mends it, first, and where more is seen. */
  readonly mending: readonly Mending[];
  /** Whether the first of these mends it: then it is the first choice. */
  readonly isMendedHere: boolean;
}

/** What mends each kind. */
export const alertLooks: Readonly<Record<AlertKind, KindLooks>> = {
  'low-balance': { mending: ['addFunds', 'balance'], isMendedHere: true },
  'balance-zero': { mending: ['addFunds', 'balance'], isMendedHere: true },
  // The purchase is confirmed by a button of its own.
  'recharge-expected': { mending: ['balance'], isMendedHere: false },
  'cap-reached': { mending: ['changeLimit', 'addFunds', 'balance'], isMendedHere: true },
  'recharge-failed': { mending: ['addFunds', 'autoRecharge', 'balance'], isMendedHere: true },
  'recharge-unknown': { mending: ['balance'], isMendedHere: false },
  'recharge-succeeded': { mending: ['balance'], isMendedHere: false },
  'payment-taken-back': { mending: ['addFunds', 'balance'], isMendedHere: true },
  'import-stalled': { mending: ['import', 'balance'], isMendedHere: true },
  'clock-doubted': { mending: ['balance'], isMendedHere: false },
  'ledger-damaged': { mending: ['verify'], isMendedHere: true },
  'rounds-late': { mending: ['alerts'], isMendedHere: false },
};

/** What mends a recharge that is not tried again by itself. */
export const pausedMending: readonly Mending[] = ['tryAgain', 'addFunds', 'balance'];
