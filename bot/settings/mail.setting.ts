import { err, ok, type Result } from '../../core/index.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import { askedOf, mailAddressesIn } from '../alerts/mail-destinations.ts';
import type { RefusedAddresses } from '../alerts/refused-addresses.ts';
import type { Turn } from '../chat/turn.ts';
import type { Mailer } from '../ports/index.ts';
import { isMailAddress } from '../work/mail-address.ts';
import type { Background } from '../work/background.ts';
import type { ChoiceNeeds } from './kept-setting.ts';
import { mailForm } from './mail.view.ts';
import type { OrganizationSetting, Saved, SentSetting } from './setting.ts';

/** What choosing who gets mails needs. */
export interface MailSettingNeeds extends ChoiceNeeds {
  /** Undefined where the deployment has no mail server. */
  readonly mailer: Mailer | undefined;
  readonly refusedAddresses: RefusedAddresses;
  readonly deliveries: Pick<Deliveries, 'tellNewcomers'>;
  readonly background: Background;
}

const name = 'mail';

/** More are better reached by a list of their own. */
const mostAddresses = 10;

/** The addresses that get alerts by mail (A4). */
export const mail: OrganizationSetting<MailSettingNeeds> = {
  name,
  group: 'messages',
  standing: async ({ choices }, { speech }) => {
    const { value, last } = await choices.of(name);
    const count = mailAddressesIn(value).length;
    const text =
      count === 0
        ? speech.say('setting.escalation.nobody')
        : speech.say('setting.mail.count', { count: speech.number(count) });
    return { value: text, about: '', changed: last };
  },
  changing: {
    open: (needs, turn) => form(needs, turn, {}),
    save,
    undo: async (needs, turn, number) => {
      const { last } = await needs.choices.of(name);
      return last?.number === number
        ? change(needs, turn, { was: last.is, is: last.was })
        : { kind: 'not-saved', reply: await form(needs, turn, { notice: turn.speech.say('setting.changed') }) };
    },
  },
};

async function save(needs: MailSettingNeeds, turn: Turn, { key, typed }: SentSetting): Promise<Saved> {
  const before = mailAddressesIn(key === '' ? null : key);
  const address = (typed['address'] ?? '').trim();
  const added = addedTo(needs, turn, before, address);
  if (!added.ok) return { kind: 'not-saved', reply: await form(needs, turn, { typed: address, error: added.refusal }) };
  const is = [...before.filter(one => one !== typed['remove']), ...added.value];
  const saved = await change(needs, turn, {
    was: key === '' ? null : key,
    is: is.length === 0 ? null : JSON.stringify(is),
  });
  if (saved.kind === 'saved') needs.background.start('tell what is amiss now', () => needs.deliveries.tellNewcomers());
  return saved;
}

/** The address that the form adds, if any; a mailbox is the same however it is written. */
function addedTo(
  { mailer }: MailSettingNeeds,
  { speech }: Turn,
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

async function change(
  needs: MailSettingNeeds,
  turn: Turn,
  { was, is }: { readonly was: string | null; readonly is: string | null },
): Promise<Saved> {
  const by = { by: turn.person.id ?? '', at: needs.clock.now() };
  const made = await needs.choices.change({ setting: name, was, is }, by);
  if (made !== 'changed-meanwhile') return { kind: 'saved', number: made?.number };
  return { kind: 'not-saved', reply: await form(needs, turn, { notice: turn.speech.say('setting.changed') }) };
}

async function form(
  needs: MailSettingNeeds,
  { speech }: Turn,
  how: { readonly notice?: string; readonly typed?: string; readonly error?: string },
) {
  const { value, last } = await needs.choices.of(name);
  return {
    card: mailForm(speech, {
      ...{ key: value ?? '', last, addresses: await askedOf(needs), hasServer: needs.mailer !== undefined },
      names: await needs.names.of(last === undefined ? [] : [last.by]),
      ...{ notice: '', typed: '', error: '', ...how },
    }),
  };
}
