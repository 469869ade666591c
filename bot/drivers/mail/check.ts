import type { NodemailerError, SMTPSentMessageInfo, SMTPTransportOptions, Transporter } from 'nodemailer';
import { observed, type Observation } from '../../ports/index.ts';
import { smtpOutcomeOf } from './smtp-outcome.ts';

/** Whether the mail server is there and lets the bot in: a greeting and a login, and no mail. */
export async function checkMail(
  transport: Transporter<SMTPSentMessageInfo, SMTPTransportOptions>,
  host: string,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  try {
    await transport.verify();
    return [observed('mail', 'mail-ready', { host })];
  } catch (error) {
    const code = signal.aborted ? 'no-answer-in-time' : smtpOutcomeOf(error as NodemailerError).reason;
    return [observed('mail', 'mail-failed', { host, code })];
  }
}
