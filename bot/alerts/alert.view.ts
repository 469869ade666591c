import { unreachable, type Alert } from '../../core/index.ts';
import { alertCard, type AlertView } from '../../cards/alert.ts';
import { escape } from '../../cards/escape.ts';
import type { Card } from '../../cards/card.ts';
import { button } from '../../cards/verbs.ts';
import { frame } from '../chat/frame.view.ts';
import { clockDoubtText } from '../chat/refusal-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { reasonText } from '../chat/money-words.view.ts';

const styles: Record<Alert['kind'], AlertView['style']> = {
  'low-balance': 'warning',
  'balance-zero': 'attention',
  'recharge-succeeded': 'good',
  'recharge-failed': 'attention',
  'payment-taken-back': 'attention',
  'recharge-unknown': 'warning',
  'recharge-expected': 'warning',
  'import-stalled': 'warning',
  'clock-doubted': 'attention',
};

type Answered = 'addFunds' | 'balance' | 'import';
const typed: Record<Answered, string> = { addFunds: 'add funds', balance: 'balance', import: 'import' };
const usual: readonly Answered[] = ['addFunds', 'balance'];
const buttonsOf: Record<Alert['kind'], readonly Answered[]> = {
  'low-balance': usual,
  'balance-zero': usual,
  'recharge-succeeded': ['balance'],
  'recharge-failed': usual,
  'payment-taken-back': usual,
  'recharge-unknown': usual,
  'recharge-expected': usual,
  'import-stalled': ['import', 'balance'],
  'clock-doubted': ['balance'],
};

/** An alert as a channel sees it, with the name of the person who acknowledged it, if any. */
export const alertView = (speech: Speech, alert: Alert, acknowledgedBy: string | undefined): Card =>
  alertCard({
    ...frame(speech, speech.say(`alert.${alert.kind}`), [
      ...buttonsOf[alert.kind].map(name =>
        button(speech.say(`button.${name}`), 'run-beside', { text: typed[name], alert: alert.id }),
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

/** What an alert says. */
function alertText(speech: Speech, alert: Alert): string {
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
    case 'payment-taken-back':
      return speech.say(`alert.${alert.kind}.text`, { amount, balance, invoice: alert.invoice ?? '' });
    case 'recharge-failed':
      return [
        speech.say('alert.recharge-failed.text', { amount, balance, reason: reasonText(speech, alert.reason ?? '') }),
        alert.retryAt === undefined
          ? speech.say('alert.noRetry')
          : speech.say('alert.retry', { date: speech.dateTime(alert.retryAt) }),
      ].join(speech.language === 'en' ? ' ' : '');
    case 'recharge-unknown':
      return speech.say('alert.recharge-unknown.text', { amount });
    case 'import-stalled':
      return alert.since === undefined
        ? speech.say('alert.import-stalled.never')
        : speech.say('alert.import-stalled.text', { date: speech.dateTime(alert.since) });
    case 'clock-doubted':
      return [
        ...(alert.doubt === undefined ? [] : [clockDoubtText(speech, alert.doubt)]),
        speech.say('alert.clock-doubted.text', { balance, date: speech.dateTime(alert.at) }),
      ].join(speech.language === 'en' ? ' ' : '');
    default:
      return unreachable(alert.kind);
  }
}
