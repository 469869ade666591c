import { alertMail, type MailParts } from '../../cards/alert-mail.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';

/** Says by mail that this is a test, in the language that it names. */
export function testMail(speech: Speech): MailParts & { readonly language: string } {
  const { language } = speech;
  const title = speech.say('alerts.test');
  const parts = alertMail({
    ...{ language, title, sandbox: frame(speech, '').sandbox, severity: 'info', label: title },
    subject: speech.say('mail.subject.news', { title }),
    ...{ lines: [speech.say('alerts.test.text')], facts: [], timeline: [], action: undefined, leave: undefined },
    footer: speech.say('mail.footer'),
  });
  return { ...parts, language };
}
