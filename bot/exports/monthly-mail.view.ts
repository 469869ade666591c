import type { Month, Statement } from '../../core/index.ts';
import { alertMail, type MailParts } from '../../cards/alert-mail.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { statementFacts } from '../digest/statement-ready.view.ts';

/** The mail that a month's documents come with: what the statement says, and which files there are. */
export function monthlyMail(
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
): MailParts {
  return alertMail({
    language: speech.language,
    subject: speech.say('mail.subject.news', { title }),
    sandbox: frame(speech, '').sandbox,
    severity: 'info',
    label: speech.say('statement.closed'),
    title,
    lines: [speech.say('documents.attached', { files: files.join(speech.say('list.comma')) })],
    facts: statementFacts(speech, statement),
    timeline: [],
    action:
      chatLink === undefined
        ? undefined
        : { title: speech.say('button.statement'), url: chatLink(typedFor(statement.month)) },
    footer: speech.say('documents.footer'),
    leave: undefined,
  });
}

const typedFor = (month: Month): string => `statement ${month}`;
