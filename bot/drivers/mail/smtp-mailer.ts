import {
  createTransport,
  type NodemailerError,
  type SendMailOptions,
  type SMTPSentMessageInfo,
  type SMTPTransportOptions,
  type Transporter,
} from 'nodemailer';
import pLimit from 'p-limit';
import type { Clock, Mail, Mailer, MailOutcome, Observation } from '../../ports/index.ts';
import { isMailAddress } from '../../work/mail-address.ts';
import type { MailServer, Sender } from '../../work/mail-settings.ts';
import { checkMail } from './check.ts';
import { mailMessageOf } from './message.ts';
import { smtpOutcomeOf } from './smtp-outcome.ts';

/** How long a mail may take, its wait for a connection included: less than the lease of whoever delivers it. */
const timeoutMs = 50_000;

/** How long each phase may take before the server counts as silent. */
const phases = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Connections at once: Exchange Online takes three. */
const concurrency = 2;

/** Mails by SMTP, each over a connection of its own. What the server says is never logged: it repeats addresses. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter<SMTPSentMessageInfo, SMTPTransportOptions>;
  readonly #clock: Clock;
  readonly #message: (mail: Mail) => SendMailOptions;
  readonly #limit = pLimit(concurrency);
  readonly #host: string;

  constructor(given: {
    readonly server: MailServer;
    readonly from: Sender;
    readonly tenant: string;
    readonly clock: Clock;
    readonly phases?: Partial<typeof phases>;
  }) {
    this.#clock = given.clock;
    this.#host = given.server.host;
    this.#message = mailMessageOf(given);
    this.#transport = createTransport({
      ...optionsOf(given.server),
      ...{ ...phases, ...given.phases },
      // A mail's text is text: nothing in it names a file or an address to read.
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
  }

  check(signal: AbortSignal): Promise<readonly Observation[]> {
    return checkMail(this.#transport, this.#host, signal);
  }

  async send(mail: Mail): Promise<MailOutcome> {
    if (!isMailAddress(mail.to)) return { kind: 'refused', reason: 'not-an-address' };
    const stop = new AbortController();
    const message = { ...this.#message(mail), signal: stop.signal };
    const cancel = this.#clock.after(timeoutMs, () => stop.abort());
    try {
      await this.#limit(() => this.#transport.sendMail(message));
      return { kind: 'delivered', messageId: message.messageId ?? '' };
    } catch (error) {
      return stop.signal.aborted
        ? { kind: 'failed', reason: 'no-answer-in-time' }
        : smtpOutcomeOf(error as NodemailerError);
    } finally {
      cancel();
    }
  }
}

const optionsOf = ({ host, port, encryption, login }: MailServer): SMTPTransportOptions => ({
  ...{ host, port, secure: encryption === 'tls', requireTLS: encryption === 'starttls' },
  ...(encryption === 'none' && { ignoreTLS: true }),
  // Without forceAuth a server that offers no login would be written to by nobody in particular.
  ...(login !== undefined && { auth: { user: login.user, pass: login.password }, forceAuth: true }),
});
