import { err, ok, unreachable, type Result } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import { documentAddressesIn, storedDocumentAddresses, type DocumentAddress } from '../tenant/document-addresses.ts';
import type { MonthlyMail, MonthlyMails } from '../exports/monthly-mails.ts';
import type { Mailer } from '../ports/index.ts';
import { isMailAddress } from '../work/mail-address.ts';
import { choiceSetting, type ChoiceNeeds } from './choice-setting.ts';
import { formFields } from './setting-form.view.ts';

/** What choosing who gets the documents of a month needs. */
export interface DocumentsSettingNeeds extends ChoiceNeeds {
  /** Undefined where the deployment has no mail server. */
  readonly mailer: Mailer | undefined;
  readonly monthlyMails: MonthlyMails;
}

/** More are better reached by a list of their own. */
const mostAddresses = 10;

/** The addresses that get each month's statement, costs by department and receipts (B21). */
export const documents = choiceSetting<DocumentsSettingNeeds>({
  ...{ name: 'documents', group: 'messages' },
  shown: (_, { speech }, value) => Promise.resolve(countText(speech, documentAddressesIn(value).length)),
  body: async ({ mailer, monthlyMails }, { speech }, { value }, wrong) => {
    const addresses = documentAddressesIn(value);
    const latest = await monthlyMails.latest();
    const hasServer = mailer !== undefined;
    return {
      text: speech.say('setting.about.documents'),
      isFixed: !hasServer,
      lines: [
        ...(hasServer ? [] : [{ text: speech.say('alerts.noMail') }]),
        ...(addresses.length === 0 ? [{ text: speech.say('setting.escalation.nobody') }] : []),
      ],
      parts: addresses.map(({ address }) => ({
        ...{ name: address, remove: address },
        about: stateText(speech, latest.get(address)),
      })),
      ...formFields(
        hasServer ? [{ id: 'address', label: speech.say('setting.mail.field') }] : [],
        wrong ?? { typed: {}, errors: {} },
      ),
    };
  },
  read: ({ mailer, clock }, { speech }, { was, typed }) => {
    const before = documentAddressesIn(was).filter(({ address }) => address !== typed['remove']);
    const added = addedTo(before, (typed['address'] ?? '').trim(), { speech, hasServer: mailer !== undefined });
    if (!added.ok) return Promise.resolve(err({ address: added.refusal }));
    const since = clock.now();
    const after = [...before, ...added.value.map((address): DocumentAddress => ({ address, since }))];
    return Promise.resolve(ok({ is: storedDocumentAddresses(after) }));
  },
});

function countText(speech: Speech, count: number): string {
  if (count === 0) return speech.say('setting.escalation.nobody');
  return speech.say(count === 1 ? 'setting.mail.countOne' : 'setting.mail.count', { count: speech.number(count) });
}

/** What became of the last month's documents; '' where none have gone there yet. */
function stateText(speech: Speech, mail: MonthlyMail | undefined): string {
  if (mail === undefined) return '';
  const facts = { month: mail.month, date: speech.date(mail.since) };
  switch (mail.state) {
    case 'sent':
      return speech.say('documents.sent', facts);
    case 'refused':
      return speech.say('documents.refused', facts);
    case 'given-up':
      return speech.say('documents.givenUp', facts);
    case 'intended':
    case 'sending':
      return speech.say('documents.onTheirWay', facts);
    default:
      return unreachable(mail.state);
  }
}

/** The address that the form adds, if any; a mailbox is the same however it is written. */
function addedTo(
  before: readonly DocumentAddress[],
  address: string,
  { speech, hasServer }: { readonly speech: Speech; readonly hasServer: boolean },
): Result<readonly string[], string> {
  if (address === '' || before.some(one => one.address.toLowerCase() === address.toLowerCase())) return ok([]);
  if (!hasServer) return err(speech.say('alerts.noMail'));
  if (!isMailAddress(address)) return err(speech.say('setting.mail.wrong'));
  return before.length < mostAddresses
    ? ok([address])
    : err(speech.say('setting.mail.many', { most: speech.number(mostAddresses) }));
}
