import { err, ok, type Result } from '../../core/index.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import { askedOf, mailAddressesIn } from '../alerts/mail-destinations.ts';
import type { RefusedAddresses } from '../alerts/refused-addresses.ts';
import type { Speech } from '../chat/speech.ts';
import type { Mailer } from '../ports/index.ts';
import { isMailAddress } from '../work/mail-address.ts';
import type { Background } from '../work/background.ts';
import { choiceSetting, type ChoiceNeeds } from './choice-setting.ts';
import { mailBody } from './mail.view.ts';

/** What choosing who gets mails needs. */
export interface MailSettingNeeds extends ChoiceNeeds {
  /** Undefined where the deployment has no mail server. */
  readonly mailer: Mailer | undefined;
  readonly refusedAddresses: RefusedAddresses;
  readonly deliveries: Pick<Deliveries, 'tellNewcomers'>;
  readonly background: Background;
}

/** More are better reached by a list of their own. */
const mostAddresses = 10;

/** The addresses that get alerts by mail (A4). */
export const mail = choiceSetting<MailSettingNeeds>({
  ...{ name: 'mail', group: 'messages' },
  shown: (_, { speech }, value) => Promise.resolve(shownText(speech, mailAddressesIn(value).length)),
  body: async (needs, { speech }, _, wrong) =>
    mailBody(speech, { addresses: await askedOf(needs), hasServer: needs.mailer !== undefined, wrong }),
  read: (needs, { speech }, { was, typed }) => {
    const before = mailAddressesIn(was);
    const address = (typed['address'] ?? '').trim();
    const added = addedTo(needs, speech, before, address);
    if (!added.ok) return Promise.resolve(err({ address: added.refusal }));
    const is = [...before.filter(one => one !== typed['remove']), ...added.value];
    return Promise.resolve(
      ok({
        is: is.length === 0 ? null : JSON.stringify(is),
        whenKept: async () => {
          // Whoever reads it may have ended the mails: an admin asks for them anew.
          if (address !== '') await needs.refusedAddresses.forget(address);
          needs.background.start('tell what is amiss now', () => needs.deliveries.tellNewcomers());
          return undefined;
        },
      }),
    );
  },
});

function shownText(speech: Speech, count: number): string {
  if (count === 0) return speech.say('setting.escalation.nobody');
  return speech.say(count === 1 ? 'setting.mail.countOne' : 'setting.mail.count', { count: speech.number(count) });
}

/** The address that the form adds, if any; a mailbox is the same however it is written. */
function addedTo(
  { mailer }: MailSettingNeeds,
  speech: Speech,
  before: readonly string[],
  address: string,
): Result<readonly string[], string> {
  if (address === '' || before.some(one => one.toLowerCase() === address.toLowerCase())) return ok([]);
  if (mailer === undefined) return err(speech.say('alerts.noMail'));
  if (!isMailAddress(address)) return err(speech.say('setting.mail.wrong'));
  return before.length < mostAddresses
    ? ok([address])
    : err(speech.say('setting.mail.many', { most: speech.number(mostAddresses) }));
}
