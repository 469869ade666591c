import type { NodemailerError } from 'nodemailer';
import type { MailOutcome } from '../../ports/index.ts';

/**
 * What a failure means: the address is refused for good, or it is tried again. A server refuses us or our mail for many reasons, by the same three
 * digits; only those that are about the mailbox count against the address.
 */
export function smtpOutcomeOf(error: NodemailerError): Exclude<MailOutcome, { readonly kind: 'delivered' }> {
  const { command, code, originalCode, timeoutType, responseCode, response = '', permanent } = error;
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const isOfAddress =
    permanent === true &&
    (status === undefined
      ? command === 'RCPT TO' && mailboxReplies.has(responseCode ?? 0)
      : ['RCPT TO', 'DATA'].includes(command ?? '') && mailboxStatus.test(status));
  return {
    kind: isOfAddress ? 'refused' : 'failed',
    // Codes only: what the server wrote may hold the address.
    reason: [
      ...[command, responseCode, status],
      ...(responseCode === undefined ? [originalCode ?? code ?? error.name, timeoutType] : []),
    ]
      .filter(part => part !== undefined)
      .join(' '),
  };
}

/** RFC 5321, where a server gives no more: no such mailbox, another one, a name that it does not allow. */
const mailboxReplies = new Set([550, 551, 553]);

/**
 * RFC 3463: what is wrong with the recipient's address (the sender's is 5.1.7 and 5.1.8), a mailbox that is disabled, and Exchange Online's word
 * for nobody (5.4.1). A full mailbox may be emptied.
 */
const mailboxStatus = /^5\.(?:1\.(?:[0-6]|9|10)|2\.[01]|4\.1)$/;
