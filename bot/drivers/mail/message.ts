import { hash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { Clock, Mail } from '../../ports/index.ts';
import type { Sender } from '../../work/mail-settings.ts';

/** Longer subjects are cut by every mail program. */
const longestSubject = 200;

/** Makes mails of one organization into messages of SMTP. */
export const mailMessageOf =
  ({ from, tenant, clock }: { readonly from: Sender; readonly tenant: string; readonly clock: Clock }) =>
  (mail: Mail): SendMailOptions => {
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    const idOf = (...parts: readonly string[]): string =>
      `<${hash('sha256', JSON.stringify(parts)).slice(0, 40)}@${domain}>`;
    // No mail has this id: each names it as the beginning, so that they stand together whichever of them arrived.
    const thread = idOf('thread', tenant, mail.thread);
    return {
      from: { name: from.name, address: from.address },
      to: { name: '', address: mail.to },
      subject: oneLine(mail.subject),
      ...{ text: mail.text, html: mail.html },
      attachments: (mail.files ?? []).map(({ name, type, content }) => ({
        ...{ filename: oneLine(name), contentType: type, content: Buffer.from(content) },
      })),
      messageId: idOf('mail', tenant, mail.key, mail.to),
      ...{ inReplyTo: thread, references: thread },
      // Those who read it live by wall-clock time, whatever the sandbox's clock says.
      date: new Date(clock.now() - clock.offsetMs),
      list: { unsubscribe: [[`mailto:${from.address}?subject=unsubscribe`, ...linkOf(mail)]] },
      headers: {
        // RFC 3834, and Exchange's own word: out-of-office replies would come back to us.
        ...{ 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        'Content-Language': oneLine(mail.language),
        ...(linkOf(mail).length > 0 && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
      },
    };
  };

/** What is posted to without a question is posted to over https only (RFC 8058). */
function linkOf({ unsubscribeUrl }: Mail): readonly string[] {
  if (unsubscribeUrl === undefined || !URL.canParse(unsubscribeUrl)) return [];
  const { protocol, href } = new URL(unsubscribeUrl);
  return protocol === 'https:' ? [href] : [];
}

/** A header's text: no line of its own, and nothing that turns what stands beside it. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, longestSubject)
    .replace(/\p{Surrogate}$/u, '');
