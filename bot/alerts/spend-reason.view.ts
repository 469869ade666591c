import {
  dayMs,
  hourMs,
  minuteMs,
  unreachable,
  type Alert,
  type Instant,
  type SpendReason,
  type SpendSign,
} from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import { regionName } from '../../cards/regions.ts';
import type { Speech } from '../chat/speech.ts';

/** Why a spend is unusual: how many calls, where, when, for how much, and what is strange about them. */
export function spendReasonText(speech: Speech, reason: SpendReason, { currency }: Pick<Alert, 'currency'>): string {
  const calls = reason.calls === 1 ? 'alert.spend.calls.one' : 'alert.spend.calls';
  const figures = {
    calls: speech.say(calls, { calls: speech.number(reason.calls) }),
    amount: speech.money(reason.amount, currency),
    when: whenText(speech, reason),
  };
  switch (reason.kind) {
    case 'calls-to': {
      const signs = signsText(speech, reason.signs);
      const word = signs === '' ? 'alert.spend.reason.calls-to' : 'alert.spend.reason.calls-to.signs';
      return speech.say(word, { ...figures, signs, destination: placeText(speech, reason) });
    }
    case 'many-destinations':
      return speech.say('alert.spend.reason.many-destinations', {
        ...figures,
        destinations: speech.number(reason.destinations),
      });
    case 'more-than-usual':
      return speech.say('alert.spend.reason.more-than-usual', {
        ...figures,
        usual: speech.money(Math.round(reason.usualWeek), currency),
      });
    default:
      return unreachable(reason);
  }
}

const placeText = (speech: Speech, { destination }: { readonly destination: string }): string =>
  destination === '' ? speech.say('alert.spend.nowhere') : escape(regionName(speech.language, destination));

/** When one call was, or how long several went on and since when. */
function whenText(speech: Speech, { calls, from, to }: SpendReason): string {
  const moment = speech.say('app.dayTime', { date: speech.shortDate(from), time: speech.time(from) });
  if (calls === 1) return speech.say('alert.spend.at', { moment });
  return speech.say('alert.spend.within', { span: spanText(speech, from, to), moment });
}

/** Begun minutes, hours or days. */
function spanText(speech: Speech, from: Instant, to: Instant): string {
  const span = Math.max(minuteMs, to - from);
  const [word, ms] =
    span <= 90 * minuteMs
      ? (['alert.spend.minutes', minuteMs] as const)
      : span <= 2 * dayMs
        ? (['alert.spend.hours', hourMs] as const)
        : (['alert.spend.days', dayMs] as const);
  const count = Math.ceil(span / ms);
  return speech.say(count === 1 ? 'alert.spend.minute' : word, { count: speech.number(count) });
}

/** What is strange, most of all first. What the organization has never called its people have not either. */
function signsText(speech: Speech, signs: readonly SpendSign[]): string {
  const told = signs.filter(sign => sign !== 'new-to-person' || !signs.includes('new-to-organization'));
  return told.map(sign => speech.say(`alert.spend.sign.${sign}`)).join(speech.say('list.comma'));
}
