import { listedIn } from '../../cards/words.ts';
import { routeText } from '../alerts/alerts-words.view.ts';
import type { ElsewhereRoute } from '../alerts/route.ts';
import { quietHoursText } from '../chat/quiet-hours-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { ByField, SettingField } from './setting.ts';

/** The fields of which alerts come, and when; they take what `alerts here` takes. */
export const routeFields = (speech: Speech): readonly SettingField[] => [
  { id: 'kinds', label: speech.say('setting.route.kinds') },
  { id: 'quiet', label: speech.say('setting.route.quiet') },
];

/** What stands in them, as it can be typed. */
export const typedOfRoute = (speech: Speech, { kinds, quiet }: ElsewhereRoute): ByField => ({
  kinds: kindsTyped(speech, kinds),
  quiet: quiet === undefined ? '' : quietHoursText(speech, quiet),
});

function kindsTyped(speech: Speech, kinds: ElsewhereRoute['kinds']): string {
  const first = (word: 'choice.all' | 'choice.critical' | `choice.kind-${Exclude<typeof kinds, string>[number]}`) =>
    listedIn(speech.language, word)[0] ?? '';
  if (kinds === 'all' || kinds === 'critical') return first(`choice.${kinds}`);
  return kinds.map(kind => first(`choice.kind-${kind}`)).join(speech.say('list.comma'));
}

/** Which come, where those are not all at any time; '' where they are. */
export const routeStanding = (speech: Speech, route: ElsewhereRoute): string =>
  route.kinds === 'all' && route.quiet === undefined ? '' : ` · ${routeText(speech, { ...route, showsAmounts: true })}`;
