import { err, ok, type Result } from '../../core/index.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import { askedOf, mailChoiceIn, storedMailChoice } from '../alerts/mail-destinations.ts';
import type { RefusedAddresses } from '../alerts/refused-addresses.ts';
import type { Speech } from '../chat/speech.ts';
import type { Mailer } from '../ports/index.ts';
import { isMailAddress } from '../work/mail-address.ts';
import type { Background } from '../work/background.ts';
import { choiceSetting, type ChoiceNeeds } from './choice-setting.ts';
import { mailBody } from './mail.view.ts';
import { routeStanding } from './route-fields.view.ts';
import { routeTyped } from './typed-route.ts';

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

/** The addresses that get alerts by mail (B7). */
export const mail = choiceSetting<MailSettingNeeds>({
  ...{ name: 'mail', group: 'messages' },
  shown: (_, { speech }, value) => {
    const { addresses, ...route } = mailChoiceIn(value);
    return Promise.resolve(shownText(speech, addresses.length) + routeStanding(speech, route));
  },
  body: async (needs, { speech }, { value }, wrong) => {
    const addresses = await askedOf(needs);
    return mailBody(speech, { addresses, route: mailChoiceIn(value), hasServer: needs.mailer !== undefined, wrong });
  },
  read: (needs, { speech, locale, localTimeZone }, { was, typed }) => {
    const { addresses: before, ...routeBefore } = mailChoiceIn(was);
    const address = (typed['address'] ?? '').trim();
    const added = addedTo(needs, speech, before, address);
    const context = { speech, locale, localTimeZone, now: needs.clock.now(), currency: 'USD' as const };
    const route = typed['remove'] === undefined ? routeTyped(typed, context) : ok(routeBefore);
    if (!added.ok || !route.ok)
      return Promise.resolve(err({ ...(!route.ok && route.refusal), ...(!added.ok && { address: added.refusal }) }));
    const addresses = [...before.filter(one => one !== typed['remove']), ...added.value];
    return Promise.resolve(
      ok({
        is: storedMailChoice({ addresses, ...route.value }),
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
