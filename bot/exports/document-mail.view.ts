import type { Month, Statement } from '../../core/index.ts';
import { alertMail, type MailParts } from '../../cards/alert-mail.ts';
import { escape } from '../../cards/escape.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { statementFacts } from '../digest/statement-ready.view.ts';
import type { MailRequest } from './monthly-mails.ts';

/** The mail that a month's documents come with: what the statement says, and which files there are. */
export const monthlyMail = (
  speech: Speech,
  {
    statement,
    title,
    files,
    chatLink,
  }: {
    readonly statement: Statement;
    readonly title: string;
    readonly files: readonly string[];
    readonly chatLink: ((typed: string) => string) | undefined;
  },
): MailParts =>
  documentMail(speech, {
    ...{ label: speech.say('statement.closed'), title, files: files.join(speech.say('list.comma')) },
    ...{ facts: statementFacts(speech, statement), footer: speech.say('documents.footer') },
    action:
      chatLink === undefined
        ? undefined
        : { title: speech.say('button.statement'), url: chatLink(typedFor(statement.month)) },
  });

const typedFor = (month: Month): string => `statement ${month}`;

/** The mail that a document comes with which somebody asked for. */
export const requestedMail = (speech: Speech, { name, asked }: Pick<MailRequest, 'name' | 'asked'>): MailParts =>
  documentMail(speech, {
    ...{ label: speech.say('email.label'), title: escape(name.slice(0, -`.${asked.format}`.length)) },
    ...{ files: escape(name), facts: [], footer: speech.say('email.footer'), action: undefined },
  });

function documentMail(
  speech: Speech,
  {
    files,
    ...own
  }: Pick<Parameters<typeof alertMail>[0], 'label' | 'title' | 'facts' | 'action' | 'footer'> & {
    readonly files: string;
  },
): MailParts {
  return alertMail({
    ...{ language: speech.language, sandbox: frame(speech, '').sandbox, severity: 'info' },
    ...own,
    subject: speech.say('mail.subject.news', { title: own.title }),
    lines: [speech.say('documents.attached', { files })],
    ...{ timeline: [], leave: undefined },
  });
}
