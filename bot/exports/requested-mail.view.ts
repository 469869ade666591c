import { alertMail, type MailParts } from '../../cards/alert-mail.ts';
import { escape } from '../../cards/escape.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { MailRequest } from './monthly-mails.ts';

/** The mail that a document comes with which somebody asked for. */
export function requestedMail(speech: Speech, { name, asked }: Pick<MailRequest, 'name' | 'asked'>): MailParts {
  const title = escape(name.slice(0, -`.${asked.format}`.length));
  return alertMail({
    language: speech.language,
    subject: speech.say('mail.subject.news', { title }),
    sandbox: frame(speech, '').sandbox,
    severity: 'info',
    label: speech.say('email.label'),
    title,
    lines: [speech.say('documents.attached', { files: escape(name) })],
    facts: [],
    timeline: [],
    action: undefined,
    footer: speech.say('email.footer'),
    leave: undefined,
  });
}
