import { goneText } from '../alerts/alerts-words.view.ts';
import type { RefusedAddress } from '../alerts/refused-addresses.ts';
import type { ElsewhereRoute } from '../alerts/route.ts';
import type { Speech } from '../chat/speech.ts';
import { routeFields, typedOfRoute } from './route-fields.view.ts';
import { formFields, type SettingBody } from './setting-form.view.ts';
import type { Wrong } from './setting.ts';

/** The addresses that get alerts by mail, with a field for one more where mails can go out. */
export const mailBody = (
  speech: Speech,
  shown: {
    readonly addresses: readonly { readonly address: string; readonly gone: RefusedAddress | undefined }[];
    readonly route: ElsewhereRoute;
    readonly hasServer: boolean;
    readonly wrong: Wrong | undefined;
  },
): SettingBody => ({
  text: speech.say('setting.about.mail'),
  isFixed: !shown.hasServer,
  lines: [
    ...(shown.hasServer ? [] : [{ text: speech.say('alerts.noMail') }]),
    ...(shown.addresses.length === 0 ? [{ text: speech.say('setting.escalation.nobody') }] : []),
  ],
  parts: shown.addresses.map(({ address, gone }) => ({
    ...{ name: address, remove: address },
    about: gone === undefined ? '' : goneText(speech, gone),
  })),
  ...formFields(
    shown.hasServer ? [{ id: 'address', label: speech.say('setting.mail.field') }, ...routeFields(speech)] : [],
    shown.wrong ?? { typed: typedOfRoute(speech, shown.route), errors: {} },
  ),
});
