import { alertKinds, err, ok, type AlertKind, type Subject } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { listedIn } from '../../cards/words.ts';
import { allWords, type Argument } from '../chat/argument.ts';
import type { Speech } from '../chat/speech.ts';
import { choosableKinds, kindsOf, usualKinds, type KeptRoute } from './route.ts';

/** Which kinds of alerts, several after commas: `low balance, recharges`. `critical` are those that come anyway. */
export const typedKinds: Argument<KeptRoute['kinds']> = {
  name: 'alertKinds',
  read: (typed, { speech }) => {
    const parts = typed.toLowerCase().split(separators).filter(Boolean);
    const found = parts.map(part => ({ part, kinds: kindsCalled(part) }));
    const unknown = found.find(({ kinds }) => kinds === undefined);
    if (unknown !== undefined) {
      const text = speech.say('misread.alertKind', { text: escape(cut(unknown.part)) });
      return err([text, '', ...groupLines(speech).map(line => `- ${line}`)].join('\n'));
    }
    return ok(kindsOf(found.flatMap(({ kinds = [] }) => kinds)));
  },
};

/** Of which group a kind is listed: by its subject, and news by itself. */
const groupOfSubject: Readonly<Record<Subject, 'credits' | 'payments' | 'calls' | 'bot' | 'reports'>> = {
  ...({ balance: 'credits', lot: 'credits', budget: 'credits', minutes: 'calls', spend: 'calls' } as const),
  ...({ people: 'calls', recharge: 'payments', payment: 'payments', 'payment-method': 'payments' } as const),
  ...({ agreement: 'payments', import: 'bot', credentials: 'bot', clock: 'bot', ledger: 'bot' } as const),
  ...({ program: 'bot', backup: 'bot', documents: 'reports', news: 'reports' } as const),
};

const paymentNews: readonly AlertKind[] = ['recharge-succeeded', 'payment-taken-back', 'payment-won-back'];

const groupOf = (kind: AlertKind) =>
  paymentNews.includes(kind) ? 'payments' : groupOfSubject[alertKinds[kind].subject];

/** The kinds that can be chosen, as they are typed, a line for each group. */
const groupLines = (speech: Speech): readonly string[] =>
  (['credits', 'payments', 'calls', 'bot', 'reports'] as const).map(group =>
    speech.say('misread.alertKinds.line', {
      group: speech.say(`misread.alertKinds.${group}`),
      kinds: choosableKinds
        .filter(kind => groupOf(kind) === group)
        .map(kind => listedIn(speech.language, `choice.kind-${kind}`)[0] ?? kind)
        .join(speech.say('list.comma')),
    }),
  );

const separators = /\s*[,;，；、]\s*|\s+(?:and|or|plus|&)\s+|\s*[和与及]\s*/;

const allKinds = Object.keys(alertKinds) as readonly AlertKind[];

function kindsCalled(part: string): readonly AlertKind[] | undefined {
  if (allWords('choice.all').includes(part)) return usualKinds;
  if (allWords('choice.critical').includes(part)) return [];
  const kinds = allKinds.filter(kind => allWords(`choice.kind-${kind}`).includes(part));
  return kinds.length === 0 ? undefined : kinds;
}
