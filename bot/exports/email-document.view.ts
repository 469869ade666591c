import { unreachable } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { AskedExport } from './asked-export.ts';
import type { MailRequest, RequestedMail } from './monthly-mails.ts';

/** What would be mailed, and to whom, before it is. */
export function emailReviewView(
  speech: Speech,
  document: { readonly id: string; readonly name: string; readonly asked: AskedExport },
  { to, hasChanged }: { readonly to: readonly string[]; readonly hasChanged: boolean },
): Card {
  const { id, name, asked } = document;
  const sentences = [speech.say('email.review'), `**${escape(name)}**`, speech.say('email.to'), ...to.map(escape)];
  return notice(
    speech,
    speech.say('email.title'),
    hasChanged ? [speech.say('email.changed'), ...sentences] : sentences,
    {
      buttons: [
        button(speech.say('email.send'), 'email-document', { step: 'send', id, asked, to }, { style: 'positive' }),
        addressesButton(speech),
      ],
    },
  );
}

/** What became of it at each address. */
export function emailedView(speech: Speech, { id, name }: MailRequest, mails: readonly RequestedMail[]): Card {
  const isUnderWay = mails.some(({ state }) => state === 'intended' || state === 'sending');
  const results = mails.map(mail =>
    speech.say('email.at', { address: escape(mail.address), state: stateText(speech, mail) }),
  );
  return notice(speech, speech.say('email.title'), [`**${escape(name)}**`, ...results], {
    buttons: [
      ...(isUnderWay ? [button(speech.say('email.again'), 'email-document', { step: 'show', id })] : []),
      addressesButton(speech),
    ],
  });
}

const addressesButton = (speech: Speech): Button =>
  button(speech.say('email.addresses'), 'setting', { setting: 'documents', place: '' });

function stateText(speech: Speech, { state, since, failures }: RequestedMail): string {
  const date = speech.dateTime(since);
  switch (state) {
    case 'sent':
      return speech.say('email.sent', { date });
    case 'refused':
      return speech.say('email.refused', { date });
    case 'given-up':
      return speech.say('email.givenUp', { date });
    case 'withdrawn':
      return speech.say('email.withdrawn', { date });
    case 'intended':
    case 'sending':
      return speech.say(failures === 0 ? 'email.onItsWay' : 'email.failed', { date });
    default:
      return unreachable(state);
  }
}

/** It cannot be mailed: no mail server, or nobody who would get it. */
export const noEmailView = (
  speech: Speech,
  why: 'alerts.noMail' | 'email.nobody' | 'email.gone' | 'email.pdfOnly',
): Card =>
  notice(speech, speech.say('email.title'), [speech.say(why)], {
    buttons: why === 'email.nobody' ? [addressesButton(speech)] : runButtons(speech, 'export'),
  });
