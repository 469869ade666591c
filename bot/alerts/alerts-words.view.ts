import { escape } from '../../cards/escape.ts';
import { quietHoursText } from '../chat/quiet-hours-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Listed } from './destinations.ts';
import type { KeptRoute } from './route.ts';

/** What a conversation asked for, in one line: which kinds, when not, for whom. */
export const routeText = (
  speech: Speech,
  { kinds, quiet, mentions = [], showsAmounts, isThreaded }: KeptRoute,
): string =>
  [
    kindsText(speech, kinds),
    ...(quiet === undefined ? [] : [speech.say('alerts.quietLine', { hours: quietHoursText(speech, quiet) })]),
    ...(mentions.length === 0 ? [] : [speech.say('alerts.forLine', { names: mentionNames(speech, mentions) })]),
    ...(isThreaded === true ? [speech.say('alerts.threaded')] : []),
    ...(showsAmounts ? [] : [speech.say('alerts.noAmounts')]),
  ].join(' · ');

/** Named, and notified of nothing by that. */
export const mentionNames = (speech: Speech, mentions: NonNullable<KeptRoute['mentions']>): string =>
  mentions.map(({ name }) => escape(name)).join(speech.say('list.comma'));

function kindsText(speech: Speech, kinds: KeptRoute['kinds']): string {
  if (kinds === 'all' || kinds === 'critical') return speech.say(`alerts.kinds.${kinds}`);
  const names = kinds.map(kind => speech.say(`alert.${kind}`)).join(speech.say('list.comma'));
  return speech.say('alerts.kinds.some', { kinds: names });
}

/** What a destination is called, as text for a card. */
export function placeText(speech: Speech, { what }: Pick<Listed, 'what'>, names: ReadonlyMap<string, string>): string {
  const { name, team, person } = what;
  if (person !== undefined) {
    const called = names.get(person) ?? '';
    return called === ''
      ? speech.say('alerts.place.somebody')
      : speech.say('alerts.place.personal', { name: escape(called) });
  }
  if (team === undefined) return name === undefined ? speech.say('alerts.place.chat') : escape(name);
  const channel = name === undefined ? speech.say('alerts.place.channel') : escape(name);
  return team.name === undefined ? channel : speech.say('alerts.place.inTeam', { team: escape(team.name), channel });
}

const reasons = [
  ...(['limited', 'throttled', 'unauthorized', 'forbidden', 'not-found', 'conflict'] as const),
  ...(['unavailable', 'unreachable', 'silent', 'mail', 'webhook', 'webhook-refused'] as const),
];

/** Why something did not arrive, by its code. */
export const reasonWhy = (speech: Speech, reason: string | null): string =>
  speech.say(`alerts.reason.${reasons.find(one => one === reason) ?? 'other'}`);

const goneReasons = [
  'removed',
  'blocked',
  'disabled-by-admin',
  'not-found',
  'address-refused',
  'unsubscribed',
] as const;

/** Why nothing is told there any more. */
export const goneText = (speech: Speech, { why, at }: NonNullable<Listed['gone']>): string =>
  speech.say(`alerts.gone.${goneReasons.find(one => one === why) ?? 'not-found'}`, { date: speech.date(at) });
