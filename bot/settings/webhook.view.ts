import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import type { ElsewhereRoute } from '../alerts/route.ts';
import type { Speech } from '../chat/speech.ts';
import { routeFields, typedOfRoute } from './route-fields.view.ts';
import { formFields, settingForm, type SettingBody } from './setting-form.view.ts';
import type { Wrong } from './setting.ts';

/** The program that is told, by its host, with a field for another one where nobody else reads along. */
export const webhookBody = (
  speech: Speech,
  shown: {
    /** Undefined where none is chosen. */
    readonly host: string | undefined;
    readonly route: ElsewhereRoute;
    readonly isPersonal: boolean;
    readonly wrong: Wrong | undefined;
  },
): SettingBody => ({
  text: speech.say('setting.about.webhook'),
  isFixed: !shown.isPersonal,
  lines: [
    ...(shown.isPersonal ? [] : [{ text: speech.say('setting.webhook.personal') }]),
    ...(shown.host === undefined ? [{ text: speech.say('setting.notSet') }] : []),
  ],
  parts: shown.host === undefined ? [] : [{ name: shown.host, remove: 'address' }],
  ...formFields(
    shown.isPersonal ? [{ id: 'url', label: speech.say('setting.webhook.field') }, ...routeFields(speech)] : [],
    shown.wrong ?? { typed: typedOfRoute(speech, shown.route), errors: {} },
  ),
});

/** The secret, in a field: it can be copied as it is there, and is not read aloud. */
export const webhookSecretView = (
  speech: Speech,
  { host, secret }: { readonly host: string; readonly secret: string },
): Card =>
  settingForm(
    speech,
    {
      ...{ name: 'webhook', key: '', last: undefined, names: new Map() },
      notice: speech.say('setting.webhook.saved', { host: escape(host) }),
    },
    {
      ...{ text: speech.say('setting.webhook.secretText'), isFixed: true },
      fields: [{ id: 'secret', label: speech.say('setting.webhook.secret'), value: secret, error: '' }],
    },
  );
