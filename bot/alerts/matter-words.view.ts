import { alertKinds, dayOf, isNews, type Alert, type Instant, type Matter } from '../../core/index.ts';
import type { AlertState, AlertStyle } from '../../cards/alert.ts';
import { escape } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import type { Speech } from '../chat/speech.ts';
import type { ShownHow } from './matter-surroundings.ts';
import { poolName } from './pool-name.view.ts';

/** What is said where there is no label to show. */
function whoseWord({
  label,
  person,
}: Alert): 'alert.budget.organization' | 'alert.budget.person' | 'alert.budget.none' {
  if (label === '') return 'alert.budget.none';
  return person === undefined ? 'alert.budget.organization' : 'alert.budget.person';
}

/** What a matter is called: what is so, for whoever reads nothing else. */
export function matterTitle(
  speech: Speech,
  { alert }: Pick<Matter, 'alert'>,
  { showsAmounts }: Pick<ShownHow, 'showsAmounts'>,
): string {
  const { kind, step = 0 } = alert;
  if (!showsAmounts) return speech.say(`alert.${kind}`);
  const label = alert.label ? escape(alert.label) : speech.say(whoseWord(alert));
  switch (kind) {
    case 'budget-forecast':
      return speech.say('alert.budget.title.forecast', { label });
    case 'budget-half':
    case 'budget-reached':
      return speech.say('alert.budget.title', { label, step: speech.number(step) });
    case 'card-expires':
      return speech.say(step === 0 ? 'alert.card-expires.over' : 'alert.card-expires');
    case 'secret-expires':
      return speech.say(step === 0 ? 'alert.secret-expires.over' : 'alert.secret-expires');
    case 'purchase-order-used':
      return speech.say('alert.purchase-order-used.title', { label, step: speech.number(step) });
    case 'minutes-used':
      return speech.say('alert.minutes-used.title', {
        label: poolName(speech, alert.about ?? ''),
        step: speech.number(step),
      });
    default:
      return speech.say(`alert.${kind}`);
  }
}

/** Whether it is over; news only happened. */
export const hasEnded = (matter: Matter): boolean => matter.endedAt !== undefined && !isNews(matter);

/** When: hours and minutes on the day that the matter began, with its day otherwise. */
export const momentText = (speech: Speech, at: Instant, { raisedAt }: Pick<Matter, 'raisedAt'>): string =>
  dayOf(at, speech.timeZone) === dayOf(raisedAt, speech.timeZone)
    ? speech.time(at)
    : speech.say('app.dayTime', { date: speech.shortDate(at), time: speech.time(at) });

const looks = {
  critical: { style: 'attention', color: 'Attention' },
  warning: { style: 'warning', color: 'Warning' },
  info: { style: 'good', color: 'Default' },
} as const satisfies Record<string, { readonly style: AlertStyle; readonly color: AlertState['color'] }>;

/** Where a matter stands, as words and a color. */
export function matterState(speech: Speech, matter: Matter, { hasMoved, showsAmounts }: ShownHow): AlertState {
  const { alert, acknowledged, snoozed, endedAt } = matter;
  const { severity } = alertKinds[alert.kind];
  const word = speech.say(`severity.${severity}`);
  if (hasMoved) return { style: 'emphasis', color: 'Default', state: speech.say('matter.moved') };
  if (hasEnded(matter)) {
    const date = momentText(speech, endedAt ?? 0, matter);
    return { style: 'good', color: 'Default', state: speech.say('matter.overSince', { date }) };
  }
  const taken = { style: 'accent', color: 'Default' } as const;
  if (snoozed !== undefined) {
    const date = momentText(speech, snoozed.until, matter);
    return { ...taken, state: `${word} · ${speech.say('matter.snoozedUntil', { date })}` };
  }
  if (matter.calls?.state === 'stopped') {
    const look = acknowledged === undefined ? looks[severity] : taken;
    return { ...look, state: `${word} · ${callsStoppedText(speech, matter, matter.calls, showsAmounts)}` };
  }
  if (acknowledged === undefined) return { ...looks[severity], state: word };
  const seen = showsAmounts
    ? speech.say('alert.acknowledgedBy', { name: escape(acknowledged.by) })
    : speech.say('matter.acknowledged');
  return { ...taken, state: `${word} · ${seen}` };
}

function callsStoppedText(
  speech: Speech,
  matter: Matter,
  { by, at }: NonNullable<Matter['calls']>,
  showsAmounts: boolean,
): string {
  const date = momentText(speech, at, matter);
  return showsAmounts
    ? speech.say('matter.callsStoppedBy', { name: escape(by), date })
    : speech.say('matter.callsStopped', { date });
}

/** What has happened to it, oldest first; nothing where it has only begun. */
export const matterTimeline = (speech: Speech, matter: Matter, how: ShownHow): readonly Fact[] =>
  matter.timeline.length < 2
    ? []
    : matter.timeline.map(happening => ({
        // On a narrow screen a space would part the time from its day.
        title: momentText(speech, happening.at, matter).replaceAll(' ', '\u00A0'),
        value: eventText(speech, matter, happening, how),
      }));

function eventText(
  speech: Speech,
  matter: Matter,
  { kind, by, to, until }: Matter['timeline'][number],
  { showsAmounts }: ShownHow,
): string {
  const isNamed = showsAmounts && by !== undefined && by !== '';
  const name = isNamed ? escape(by) : speech.say('alert.somebody');
  const what = speech.say(`alert.${to ?? matter.alert.kind}`);
  const date = until === undefined ? '' : momentText(speech, until, matter);
  if (!showsAmounts && kind === 'acknowledged') return speech.say('matter.acknowledged');
  if (!showsAmounts && kind === 'snoozed') return speech.say('matter.snoozedUntil', { date });
  // Nothing is worse of an order that waits for longer.
  if (kind === 'worsened' && to === 'order-unconfirmed') return speech.say('matter.event.reminded');
  return speech.say(`matter.event.${kind}`, { name, what, date });
}

/** Since when; when it was, of what has passed. */
export const matterSince = (speech: Speech, matter: Matter): string =>
  matter.endedAt === undefined
    ? speech.say('matter.since', { date: speech.dateTime(matter.raisedAt) })
    : speech.dateTime(matter.raisedAt);
