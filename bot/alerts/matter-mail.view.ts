import { alertKinds, type Matter } from '../../core/index.ts';
import { alertMail, type AlertMail, type MailParts } from '../../cards/alert-mail.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import { matterFacts, mendingOf } from './matter.view.ts';
import type { Surroundings } from './matter-surroundings.ts';
import { matterText } from './matter-text.view.ts';
import { hasEnded, matterSince, matterState, matterTimeline, matterTitle } from './matter-words.view.ts';
import { typedFor } from './mending.view.ts';
import { nextStep } from './next-step.view.ts';

/** What a mail has that a card does not. */
export interface MailFrame {
  /** A link that opens a chat with the bot, with something typed there; undefined where the bot's address in Teams is not known. */
  readonly chatLink: ((typed: string) => string) | undefined;
  /** Where whoever reads it ends these mails; undefined where they have to ask an admin. */
  readonly leaveUrl: string | undefined;
}

/** A matter by mail, as it is now: a mail is never edited, so that each says where the matter stands. */
export function matterMail(
  speech: Speech,
  { matter, surroundings }: { readonly matter: Matter; readonly surroundings: Surroundings },
  { chatLink, leaveUrl }: MailFrame,
): MailParts {
  const [mending] = mendingOf(matter, surroundings);
  const how = { ...surroundings, hasMoved: false };
  return alertMail({
    language: speech.language,
    subject: mailSubject(speech, matter, surroundings),
    sandbox: frame(speech, '').sandbox,
    severity: severityOf(matter),
    label: matterState(speech, matter, how).state,
    title: matterTitle(speech, matter, how),
    lines: [matterText(speech, matter, how), nextStep(speech, matter, how)].filter(line => line !== ''),
    facts: matterFacts(speech, matter, how),
    timeline: surroundings.own === undefined ? historyOf(speech, matter, how) : [],
    action:
      mending === undefined || chatLink === undefined
        ? undefined
        : { title: speech.say(`button.${mending}`), url: chatLink(typedFor(mending, matter.alert)) },
    footer: speech.say('mail.footer'),
    leave: leaveUrl === undefined ? undefined : { title: speech.say('mail.leave'), url: leaveUrl },
  });
}

/** What has happened so far, and since when; news that says itself of when it is has none. */
const historyOf = (speech: Speech, matter: Matter, how: Surroundings): readonly string[] => [
  ...matterTimeline(speech, matter, how).map(({ title, value }) => `${title} ${value}`),
  matterSince(speech, matter),
];

/** The same in all mails of a matter, however bad it is: mail programs show those of one subject together. */
function mailSubject(speech: Speech, matter: Matter, surroundings: Surroundings): string {
  const { subject } = alertKinds[matter.alert.kind];
  return speech.say(`mail.subject.${subject}`, { title: matterTitle(speech, matter, surroundings) });
}

const severityOf = (matter: Matter): AlertMail['severity'] =>
  hasEnded(matter) ? 'recovered' : alertKinds[matter.alert.kind].severity;
