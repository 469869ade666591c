import { startOfDay, unreachable, type Alert, type AlertKind } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Word } from '../../cards/words.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { BackupFailure } from '../ports/index.ts';
import { spendReasonText } from './spend-reason.view.ts';
import { poolName } from './pool-name.view.ts';

/** What looks ahead, or at more than the balance. */
export type ForesightKind = Extract<
  AlertKind,
  | 'runs-out'
  | 'lot-expires'
  | 'budget-half'
  | 'budget-forecast'
  | 'budget-reached'
  | 'minutes-used'
  | 'unusual-spend'
  | 'fraud-suspected'
  | 'people-blocked'
  | 'licenses-missing'
  | 'card-expires'
  | 'secret-expires'
  | 'purchase-order-used'
  | 'backup-missing'
  | 'documents-unsent'
  | 'digest'
  | 'statement-ready'
>;

/** An alert of one of these kinds. */
export type ForesightAlert = Alert & { readonly kind: ForesightKind };

const figuresOf = (speech: Speech, { currency, amount, balance, threshold, until, step, count, label }: Alert) => ({
  amount: speech.money(amount ?? 0, currency),
  balance: speech.money(balance, currency),
  threshold: speech.money(threshold ?? 0, currency),
  date: until === undefined ? '' : speech.date(until),
  step: speech.number(step ?? 0),
  count: speech.number(count ?? 0),
  label: escape(label ?? ''),
});

/** What is expected, or was noticed, with its figures. */
export function foresightText(speech: Speech, alert: ForesightAlert): string {
  const { kind } = alert;
  switch (kind) {
    case 'runs-out':
      return joined(speech, speech.say('alert.runs-out.text', figuresOf(speech, alert)), earliestText(speech, alert));
    case 'lot-expires':
    case 'people-blocked':
    case 'licenses-missing':
    case 'purchase-order-used':
      return speech.say(`alert.${kind}.text`, figuresOf(speech, alert));
    case 'card-expires':
      return cardText(speech, alert);
    case 'secret-expires':
      return speech.say(
        alert.step === 0 ? 'alert.secret-expires.text.over' : 'alert.secret-expires.text',
        figuresOf(speech, alert),
      );
    case 'minutes-used':
      return minutesText(speech, alert);
    case 'budget-forecast':
      return speech.say('alert.budget.text.forecast', figuresOf(speech, alert));
    case 'budget-half':
    case 'budget-reached':
      return speech.say('alert.budget.text', figuresOf(speech, alert));
    case 'unusual-spend':
    case 'fraud-suspected':
      return joined(speech, ...(alert.reasons ?? []).map(reason => spendReasonText(speech, reason, alert)));
    case 'documents-unsent':
      return unsentText(speech, alert);
    case 'backup-missing':
    case 'digest':
    case 'statement-ready':
      return foresightPlain(speech, alert);
    default:
      return unreachable(kind);
  }
}

/** That it may come sooner; '' where it does not. */
const earliestText = (speech: Speech, { until, earliest }: Alert): string =>
  until === undefined || earliest === undefined || earliest >= until
    ? ''
    : speech.say('alert.runs-out.earliest', { date: speech.date(earliest) });

/** Which card it is, and until when it is good. */
function cardText(speech: Speech, alert: Alert): string {
  const { label = speech.say('alert.card-expires.card'), about, step } = alert;
  return joined(
    speech,
    speech.say(step === 0 ? 'alert.card-expires.text.over' : 'alert.card-expires.text', {
      ...figuresOf(speech, alert),
      label: escape(label),
    }),
    about === 'backup' ? speech.say('alert.card-expires.backup') : '',
  );
}

/** The same without amounts, and without anybody's calls. */
export function foresightPlain(speech: Speech, alert: ForesightAlert): string {
  const { kind } = alert;
  switch (kind) {
    case 'budget-forecast':
      return speech.say('alert.budget.plain.forecast');
    case 'budget-half':
    case 'budget-reached':
      return speech.say('alert.budget.plain', figuresOf(speech, alert));
    case 'backup-missing':
      return backupText(speech, alert);
    default:
      return speech.say(`alert.${kind}.plain`, figuresOf(speech, alert));
  }
}

/** Of which month they are, and how many addresses go without. */
function unsentText(speech: Speech, { label: month = '', count = 1 }: Alert): string {
  const facts = { month: speech.month(startOfDay(`${month}-01`, speech.timeZone)), count: speech.number(count) };
  return speech.say(count === 1 ? 'alert.documents-unsent.one' : 'alert.documents-unsent.text', facts);
}

/** When the last good backup was made, and why there is no newer one. */
function backupText(speech: Speech, { since, reason }: Alert): string {
  return joined(
    speech,
    since === undefined
      ? speech.say('alert.backup-missing.never')
      : speech.say('alert.backup-missing.text', { date: speech.dateTime(since) }),
    reason === undefined ? '' : speech.say(backupFailureWord(reason)),
  );
}

const backupFailureWords: Readonly<Record<BackupFailure, Word>> = {
  'no-folder': 'backup.failure.no-folder',
  'folder-not-writable': 'backup.failure.folder-not-writable',
  'disk-full': 'backup.failure.disk-full',
  'ledger-damaged': 'backup.failure.ledger-damaged',
  'not-as-written': 'backup.failure.not-as-written',
  'took-too-long': 'backup.failure.took-too-long',
  failed: 'backup.failure.failed',
};

/** A later version may know more of them. */
const backupFailureWord = (reason: string): Word =>
  Object.hasOwn(backupFailureWords, reason) ? backupFailureWords[reason as BackupFailure] : 'backup.failure.failed';

/** The figures alone, for a notification. */
export function foresightFigures(speech: Speech, alert: ForesightAlert): string {
  const { kind } = alert;
  switch (kind) {
    case 'runs-out':
    case 'lot-expires':
    case 'card-expires':
    case 'secret-expires':
    case 'purchase-order-used':
      return speech.say(`alert.${kind}.short`, figuresOf(speech, alert));
    case 'budget-half':
    case 'budget-forecast':
    case 'budget-reached':
      return speech.say('alert.budget.short', figuresOf(speech, alert));
    case 'unusual-spend':
    case 'fraud-suspected':
      return speech.say('alert.spend.short', figuresOf(speech, alert));
    case 'people-blocked':
    case 'licenses-missing':
      return speech.say('alert.people.short', figuresOf(speech, alert));
    case 'minutes-used':
    case 'backup-missing':
    case 'documents-unsent':
    case 'digest':
    case 'statement-ready':
      return '';
    default:
      return unreachable(kind);
  }
}

/** How much of a pool is used, or of how many people where nobody shares, and what comes then. */
function minutesText(speech: Speech, alert: Alert): string {
  const { about = '', step, amount, until, at, count } = alert;
  const figures = { ...figuresOf(speech, alert), label: poolName(speech, about) };
  if (count !== undefined) return speech.say('alert.minutes-used.people', figures);
  const used = speech.say('alert.minutes-used.text', figures);
  if (until === undefined) return joined(speech, used, speech.say('alert.minutes-used.lasts'));
  const isOver = step === 100 || until <= at;
  const then = isOver ? 'alert.minutes-used.now' : 'alert.minutes-used.until';
  const draws = amount === undefined ? [] : [speech.say('alert.minutes-used.draws', figures)];
  return joined(speech, used, speech.say(then, figures), ...draws);
}
