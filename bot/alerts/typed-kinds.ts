import { alertKinds, err, ok, type AlertKind } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { allWords, type Argument } from '../chat/argument.ts';
import { choosableKinds, kindsOf, usualKinds, type KeptRoute } from './route.ts';

/** Which kinds of alerts, several after commas: `low balance, recharges`. `critical` are those that come anyway. */
export const typedKinds: Argument<KeptRoute['kinds']> = {
  name: 'alertKinds',
  read: (typed, { speech }) => {
    const parts = typed.toLowerCase().split(separators).filter(Boolean);
    const found = parts.map(part => ({ part, kinds: kindsCalled(part) }));
    const unknown = found.find(({ kinds }) => kinds === undefined);
    if (unknown !== undefined) {
      const kinds = choosableKinds.map(kind => speech.say(`alert.${kind}`)).join(speech.say('list.comma'));
      return err(speech.say('misread.alertKind', { text: escape(cut(unknown.part)), kinds }));
    }
    return ok(kindsOf(found.flatMap(({ kinds = [] }) => kinds)));
  },
};

const separators = /\s*[,;，；、]\s*|\s+(?:and|or|plus|&)\s+|\s*[和与及]\s*/;

const allKinds = Object.keys(alertKinds) as readonly AlertKind[];

function kindsCalled(part: string): readonly AlertKind[] | undefined {
  if (allWords('choice.all').includes(part)) return usualKinds;
  if (allWords('choice.critical').includes(part)) return [];
  const kinds = allKinds.filter(kind => allWords(`choice.kind-${kind}`).includes(part));
  return kinds.length === 0 ? undefined : kinds;
}
