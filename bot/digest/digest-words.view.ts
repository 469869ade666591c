import { addDays, compared, lagDays, startOfDay, unreachable, type Digest } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import { usageUntilTexts } from '../chat/usage-until.view.ts';

/** Whether amounts may be seen where it is told. */
export interface DigestHow {
  readonly showsAmounts: boolean;
}

/** The week in one line. */
export function digestHeadline(speech: Speech, digest: Digest, { showsAmounts }: DigestHow): string {
  const comparison = compared(digest.cost, digest.usual?.cost);
  const amount = speech.money(digest.cost, digest.currency);
  switch (comparison.kind) {
    case 'nothing':
      return speech.say('digest.nothing');
    case 'alone':
      return showsAmounts ? speech.say('digest.alone', { amount }) : speech.say('digest.plain.alone');
    case 'as-usual':
      return showsAmounts ? speech.say('digest.asUsual', { amount }) : speech.say('digest.plain.asUsual');
    case 'less':
      return showsAmounts
        ? speech.say('digest.less', { amount, percent: speech.number(comparison.percent) })
        : speech.say('digest.plain.less');
    case 'more': {
      if (!showsAmounts) return speech.say('digest.plain.more');
      const { percent } = comparison;
      return percent === undefined
        ? speech.say('digest.muchMore', { amount })
        : speech.say('digest.more', { amount, percent: speech.number(percent) });
    }
    default:
      return unreachable(comparison);
  }
}

/** What becomes of the credits, and what is open, in sentences. */
export const digestSentences = (speech: Speech, digest: Digest, how: DigestHow): readonly string[] =>
  [
    firstText(speech, digest),
    outText(speech, digest),
    expiresText(speech, digest, how),
    openText(speech, digest),
  ].filter(text => text !== '');

function outText(speech: Speech, { credits, at }: Digest): string {
  if (credits === null) return '';
  const { balance, runsOut, isUsed, isRecharged } = credits;
  if (balance <= 0) return speech.say('digest.used');
  if (!isUsed) return '';
  if (runsOut === null) return speech.say('digest.lasts');
  if (runsOut.at <= at) return speech.say('digest.unseen');
  const date = speech.date(runsOut.at);
  return isRecharged ? speech.say('digest.recharged', { date }) : speech.say('digest.runsOut', { date });
}

/** Of what expires unused the first. */
function expiresText(speech: Speech, { credits, currency }: Digest, { showsAmounts }: DigestHow): string {
  const [first] = credits?.expiring ?? [];
  if (first === undefined) return '';
  const date = speech.date(first.at);
  return showsAmounts
    ? speech.say('digest.expires', { amount: speech.money(first.amount, currency), date })
    : speech.say('digest.expires.plain', { date });
}

function openText(speech: Speech, { open }: Digest): string {
  if (open.length === 0) return speech.say('digest.openNone');
  return open.length === 1
    ? speech.say('digest.openOne')
    : speech.say('digest.openMany', { count: speech.number(open.length) });
}

/** In the week of the first calls: what would be compared with is still to come. */
const firstText = (speech: Speech, { firstDay }: Digest): string =>
  firstDay === null ? '' : speech.say('digest.first', { date: speech.date(startOfDay(firstDay, speech.timeZone)) });

/** What makes the figures less than they seem; nothing while usage is imported. */
export const digestWarnings = (speech: Speech, { stalled }: Digest): readonly string[] =>
  usageUntilTexts(speech, stalled === null ? undefined : stalled.until);

/** When the admin center was looked at last. */
export function lastCheckText(speech: Speech, { checks }: Digest): string {
  const last = checks?.last ?? null;
  return last === null
    ? speech.say('digest.neverChecked')
    : speech.say('digest.lastChecked', { date: speech.date(last) });
}

/** As of when; calls of its last days may be missing then, since reports of them are late (M8). */
export function digestNote(speech: Speech, { at, week }: Digest): string {
  const isEarly = at < startOfDay(addDays(week.last, 1 + lagDays), speech.timeZone);
  return speech.say(isEarly ? 'digest.note' : 'digest.noteLate', { date: speech.dateTime(at) });
}
