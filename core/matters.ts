import { isSame, type Alert } from './alerts.ts';
import { unreachable } from './result.ts';
import type { Wallet } from './wallet.ts';

/** Whether what an alert is about still holds by the wallet's facts: then it has to reach people, however late (L13). */
export function isStillSo({ episodes, memory, openPayments }: Wallet, alert: Alert): boolean {
  const { kind, threshold = 0, payment: key } = alert;
  switch (kind) {
    case 'low-balance':
    case 'balance-zero':
    case 'import-stalled':
      return episodes.some(one => isSame(one, { alert: kind, threshold }));
    case 'recharge-failed':
      return memory.declinesInRow > 0;
    case 'recharge-unknown':
      return openPayments.some(({ payment, isUnknown }) => isUnknown && payment.purpose === 'recharge');
    case 'recharge-expected':
      return openPayments.some(({ payment }) => payment.key === key);
    // Over as soon as they are told: they have happened, or are no facts of the wallet.
    case 'recharge-succeeded':
    case 'payment-taken-back':
    case 'clock-doubted':
      return false;
    default:
      return unreachable(kind);
  }
}
