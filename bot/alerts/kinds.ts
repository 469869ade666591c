import type { AlertKind } from '../../core/index.ts';
import type { AlertView } from '../../cards/alert.ts';

/** What an alert's card offers, each the button of a command. */
export type Mending = 'addFunds' | 'balance' | 'import' | 'autoRecharge' | 'verify';

/** How each kind looks, and what mends it, first. */
export const alertLooks: Readonly<
  Record<AlertKind, { readonly style: AlertView['style']; readonly mending: readonly Mending[] }>
> = {
  'low-balance': { style: 'warning', mending: ['addFunds', 'balance'] },
  'balance-zero': { style: 'attention', mending: ['addFunds', 'balance'] },
  'recharge-expected': { style: 'warning', mending: ['balance'] },
  'cap-reached': { style: 'warning', mending: ['autoRecharge', 'addFunds', 'balance'] },
  'recharge-failed': { style: 'attention', mending: ['addFunds', 'balance'] },
  'recharge-unknown': { style: 'attention', mending: ['balance'] },
  'recharge-succeeded': { style: 'good', mending: ['balance'] },
  'payment-taken-back': { style: 'attention', mending: ['addFunds', 'balance'] },
  'import-stalled': { style: 'warning', mending: ['import', 'balance'] },
  'clock-doubted': { style: 'attention', mending: ['balance'] },
  'ledger-damaged': { style: 'attention', mending: ['verify'] },
  'rounds-late': { style: 'warning', mending: ['balance'] },
};
