import type { Instant } from '../../core/index.ts';
import { alertMail, type MailParts } from '../../cards/alert-mail.ts';
import { spoken } from '../../cards/escape.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { WebhookGroup } from '../ports/index.ts';
import { webhookReceiver, type WebhookFrame } from './matter-webhook.view.ts';

/** Says by mail that this is a test, in the language that it names. */
export function testMail(speech: Speech, leaveUrl: string | undefined): MailParts & { readonly language: string } {
  const { language } = speech;
  const title = speech.say('alerts.test');
  const parts = alertMail({
    ...{ language, title, sandbox: frame(speech, '').sandbox, severity: 'info', label: title },
    subject: speech.say('mail.subject.news', { title }),
    ...{ lines: [speech.say('alerts.test.text')], facts: [], timeline: [], action: undefined },
    footer: speech.say('mail.footer'),
    leave: leaveUrl === undefined ? undefined : { title: speech.say('mail.leave'), url: leaveUrl },
  });
  return { ...parts, language };
}

/** Says to a program that this is a test, as something that is over already: nothing is left firing. */
export function testWebhook(speech: Speech, now: Instant, { organization, externalUrl }: WebhookFrame): WebhookGroup {
  const groupLabels = { organization };
  const annotations = {
    summary: spoken(speech.say('alerts.test')),
    description: spoken(speech.say('alerts.test.text')),
  };
  return {
    ...{ receiver: webhookReceiver, groupLabels, externalUrl },
    alerts: [
      {
        labels: { alertname: 'test', severity: 'info', ...groupLabels },
        ...{ annotations, startsAt: now, endsAt: now, generatorUrl: externalUrl },
      },
    ],
  };
}
