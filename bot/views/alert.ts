import { unreachable, type Alert } from '../../core/index.ts';
import { alertCard, type AlertView } from '../../cards/alert.ts';
import { escape } from '../../cards/escape.ts';
import type { Card } from '../../cards/card.ts';
import { button } from '../../cards/verbs.ts';
import { frame } from './frame.ts';
import type { Speech } from './speech.ts';
import { reasonText } from './why.ts';

const styles: Record<Alert['kind'], AlertView['style']> = {
  'low-balance': 'warning',
  'balance-zero': 'attention',
  'recharge-succeeded': 'good',
  'recharge-failed': 'attention',
  'recharge-unknown': 'warning',
  'recharge-expected': 'warning',
};

/** An alert as a channel sees it; with the name of who acknowledged it, if somebody did. */
export const alertView = (speech: Speech, alert: Alert, acknowledgedBy: string | undefined): Card =>
  alertCard({
    ...frame(speech, speech.say(`alert.${alert.kind}`), [
      ...(alert.kind === 'recharge-succeeded' ? (['balance'] as const) : (['addFunds', 'balance'] as const)).map(name =>
        button(speech.say(`button.${name}`), 'run', {
          text: name === 'balance' ? 'balance' : 'add funds',
          alert: alert.id,
        }),
      ),
      ...(alert.payment === undefined
        ? []
        : [button(speech.say('button.confirmPurchase'), 'confirm-purchase', { key: alert.payment })]),
      ...(acknowledgedBy === undefined
        ? [button(speech.say('button.acknowledge'), 'acknowledge', { alert: alert.id })]
        : []),
    ]),
    style: styles[alert.kind],
    text: alertText(speech, alert),
    facts: [],
    at: speech.dateTime(alert.at),
    acknowledged:
      acknowledgedBy === undefined ? '' : speech.say('alert.acknowledgedBy', { name: escape(acknowledgedBy) }),
  });

/** One sentence of plain text: for the card, and for the notification that shows no card. */
export function alertText(speech: Speech, alert: Alert): string {
  const money = (amount: number | undefined): string => speech.money(amount ?? 0, alert.currency);
  const balance = money(alert.balance);
  const amount = money(alert.amount);
  switch (alert.kind) {
    case 'low-balance':
      return speech.say('alert.low-balance.text', { balance, threshold: money(alert.threshold) });
    case 'balance-zero':
    case 'recharge-expected':
      return speech.say(`alert.${alert.kind}.text`, { balance, amount });
    case 'recharge-succeeded':
      return speech.say('alert.recharge-succeeded.text', { amount, balance, invoice: alert.invoice ?? '' });
    case 'recharge-failed':
      return [
        speech.say('alert.recharge-failed.text', { amount, balance, reason: reasonText(speech, alert.reason ?? '') }),
        alert.retryAt === undefined
          ? speech.say('alert.noRetry')
          : speech.say('alert.retry', { date: speech.dateTime(alert.retryAt) }),
      ].join(speech.language === 'en' ? ' ' : '');
    case 'recharge-unknown':
      return speech.say('alert.recharge-unknown.text', { amount });
    default:
      return unreachable(alert.kind);
  }
}
