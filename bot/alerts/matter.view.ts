import { alertKinds, isNews, unreachable, type Alert, type Matter } from '../../core/index.ts';
import { alertCard, type AlertView } from '../../cards/alert.ts';
import { escape } from '../../cards/escape.ts';
import type { Card } from '../../cards/card.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame } from '../chat/frame.view.ts';
import { clockDoubtText } from '../chat/refusal-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { reasonText } from '../chat/money-words.view.ts';
import { alertLooks, type Mending } from './kinds.ts';

/** What a card of a matter shows beside it. */
export interface MatterSurroundings {
  /** Whether it has a later post, to which this one points. */
  readonly hasMoved: boolean;
  /** Whether amounts may be seen in that conversation. */
  readonly showsAmounts: boolean;
}

const typed: Record<Mending, string> = {
  addFunds: 'add funds',
  balance: 'balance',
  import: 'import',
  autoRecharge: 'auto-recharge',
  verify: 'verify',
};

/** A matter as a conversation sees it: what is amiss, what happens next, who takes care of it, and how it came about. */
export const matterView = (speech: Speech, matter: Matter, surroundings: MatterSurroundings): Card =>
  alertCard({
    ...frame(speech, titleOf(speech, matter), surroundings.hasMoved ? [] : buttonsOf(speech, matter)),
    style: styleOf(matter, surroundings),
    text: surroundings.hasMoved ? speech.say('matter.moved') : alertText(speech, matter.alert),
    facts: surroundings.hasMoved ? [] : timelineOf(speech, matter),
    at: speech.dateTime(matter.raisedAt),
    acknowledged:
      matter.acknowledged === undefined
        ? ''
        : speech.say('alert.acknowledgedBy', { name: escape(matter.acknowledged.by) }),
  });

const titleOf = (speech: Speech, { alert, endedAt, subject }: Matter): string =>
  endedAt === undefined || subject === alert.id || isNews({ alert })
    ? speech.say(`alert.${alert.kind}`)
    : speech.say('matter.recovered', { what: speech.say(`alert.${alert.kind}`) });

function styleOf(matter: Matter, { hasMoved }: MatterSurroundings): AlertView['style'] {
  if (hasMoved) return 'emphasis';
  if (matter.endedAt !== undefined && !isNews(matter)) return 'good';
  return alertLooks[matter.alert.kind].style;
}

function buttonsOf(speech: Speech, { id, alert, endedAt, acknowledged }: Matter): readonly Button[] {
  const mending = alertLooks[alert.kind].mending.map(name =>
    button(speech.say(`button.${name}`), 'run-beside', { text: typed[name], matter: id }),
  );
  if (endedAt !== undefined) return mending.slice(-1);
  return [
    ...mending,
    ...(alert.payment === undefined
      ? []
      : [button(speech.say('button.confirmPurchase'), 'confirm-purchase', { key: alert.payment })]),
    ...(acknowledged === undefined ? [button(speech.say('button.acknowledge'), 'acknowledge', { matter: id })] : []),
  ];
}

const timelineOf = (speech: Speech, { timeline }: Matter): AlertView['facts'] =>
  timeline.length < 2
    ? []
    : timeline.map(({ kind, at, by, to, until }) => ({
        title: speech.dateTime(at),
        value: speech.say(`matter.event.${kind}`, {
          name: escape(by ?? speech.say('alert.somebody')),
          what: to === undefined ? '' : speech.say(`alert.${to}`),
          date: until === undefined ? '' : speech.dateTime(until),
        }),
      }));

/** What an alert says. */
function alertText(speech: Speech, alert: Alert): string {
  const money = (amount: number | undefined): string => speech.money(amount ?? 0, alert.currency);
  const balance = money(alert.balance);
  const amount = money(alert.amount);
  const joined = (...sentences: readonly string[]): string =>
    sentences.filter(Boolean).join(speech.language === 'en' ? ' ' : '');
  const next =
    alert.next === undefined
      ? ''
      : speech.say('alert.next', { amount: money(alert.next.amount), date: speech.dateTime(alert.next.at) });
  switch (alert.kind) {
    case 'low-balance':
      return joined(speech.say('alert.low-balance.text', { balance, threshold: money(alert.threshold) }), next);
    case 'balance-zero':
      return joined(speech.say('alert.balance-zero.text', { balance }), next);
    case 'recharge-expected':
      return speech.say('alert.recharge-expected.text', { balance, amount });
    case 'recharge-succeeded':
    case 'payment-taken-back':
      return speech.say(`alert.${alert.kind}.text`, { amount, balance, invoice: alert.invoice ?? '' });
    case 'recharge-failed':
      return joined(
        speech.say('alert.recharge-failed.text', { amount, balance, reason: reasonText(speech, alert.reason ?? '') }),
        alert.retryAt === undefined
          ? speech.say('alert.noRetry')
          : speech.say('alert.retry', { date: speech.dateTime(alert.retryAt) }),
      );
    case 'cap-reached':
      return speech.say('alert.cap-reached.text', { balance, cap: money(alert.threshold) });
    case 'recharge-unknown':
      return speech.say('alert.recharge-unknown.text', { amount });
    case 'import-stalled':
      return alert.since === undefined
        ? speech.say('alert.import-stalled.never')
        : speech.say('alert.import-stalled.text', { date: speech.dateTime(alert.since) });
    case 'clock-doubted':
      return joined(
        alert.doubt === undefined ? '' : clockDoubtText(speech, alert.doubt),
        speech.say('alert.clock-doubted.text', { balance, date: speech.dateTime(alert.at) }),
      );
    case 'ledger-damaged':
      return speech.say('alert.ledger-damaged.text', { entry: alert.entry ?? 0 });
    case 'rounds-late':
      return speech.say('alert.rounds-late.text', { date: speech.dateTime(alert.since ?? alert.at) });
    default:
      return unreachable(alert.kind);
  }
}

/** What a notification says: the matter and how bad it is, without figures where they are not to be seen. */
export const matterSummary = (speech: Speech, matter: Matter, { showsAmounts }: MatterSurroundings): string =>
  [
    speech.say(`severity.${alertKinds[matter.alert.kind].severity}`),
    titleOf(speech, matter),
    ...(showsAmounts ? [alertText(speech, matter.alert)] : []),
  ].join(speech.language === 'en' ? ': ' : '：');
