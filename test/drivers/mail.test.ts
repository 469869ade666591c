import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { SmtpMailer } from '../../bot/drivers/mail/smtp-mailer.ts';
import type { Clock, Mail } from '../../bot/ports/index.ts';
import { mailServerOf, type MailServer } from '../../bot/work/mail-settings.ts';
import { loopbackTls, trustingLoopback } from '../support/loopback-tls.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 26, 12);
const from = { name: 'Communications Credits', address: 'credits@contoso.example' };

const aMail: Mail = {
  key: 'matter-1-zero',
  thread: 'matter-1',
  to: 'adele@contoso.example',
  subject: '余额不足 · Balance is zero',
  text: 'Calls stop.\n\n.\n',
  html: '<p lang="en">Calls stop.</p>',
  language: 'en',
  unsubscribeUrl: undefined,
};

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** A header as it is read (RFC 2047). */
const encodedWords = (header: string): string =>
  header.replaceAll(/\?= =\?/g, '?==?').replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, word: string) =>
    decodeURIComponent(
      word
        .replaceAll('_', ' ')
        .replaceAll('%', '=25')
        .replaceAll(/=([\dA-F]{2})/gi, '%$1'),
    ),
  );

const closed = (server: SMTPServer | Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve());
  });

describe('mail by SMTP', () => {
  let server: SMTPServer | Server | undefined;
  let received: { readonly to: readonly string[]; readonly message: string }[] = [];
  let logins: string[] = [];

  afterEach(async () => {
    if (server !== undefined) await closed(server);
    server = undefined;
    received = [];
    logins = [];
  });

  /** A mail server that takes everything, but for what a test says. Returns its port. */
  async function serverOf(options: SMTPServerOptions = {}): Promise<number> {
    const started = new SMTPServer({
      ...{
        logger: false,
        disabledCommands: ['STARTTLS'],
        authOptional: true,
        allowInsecureAuth: true,
        closeTimeout: 1,
      },
      onData(stream, { envelope }, done) {
        void text(stream).then(message => {
          received.push({ to: envelope.rcptTo.map(({ address }) => address), message });
          done();
        });
      },
      onAuth({ username, password }, _session, done) {
        logins.push(`${username}:${password}`);
        done(null, password === 'right' ? { user: username } : {});
      },
      ...options,
    });
    server = started;
    started.on('error', () => undefined);
    await new Promise<void>(resolve => void started.listen(0, '127.0.0.1', () => resolve()));
    return (started.server.address() as AddressInfo).port;
  }

  const mailer = (
    where: number | MailServer,
    { clock = new VirtualClock(noon), phases = {} }: { clock?: Clock; phases?: { greetingTimeout?: number } } = {},
  ): SmtpMailer =>
    new SmtpMailer({
      ...{ from, clock, phases, tenant: 't' },
      server: typeof where === 'number' ? mailServerOf(`smtp://127.0.0.1:${where}`)! : where,
    });

  const headersOf = (message: string): string =>
    message.slice(0, message.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const headerOf = (message: string, name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(headersOf(message))?.[1]?.trim();

  it('reaches its one address, as text and as HTML, with what mail programs and machines go by', async () => {
    const port = await serverOf();
    const outcome = await mailer(port).send(aMail);
    assert.equal(outcome.kind, 'delivered');
    const [{ to, message }] = received as [(typeof received)[number]];
    assert.deepEqual(to, ['adele@contoso.example']);
    const header = (name: string): string | undefined => headerOf(message, name);
    assert.equal(header('from'), 'Communications Credits <credits@contoso.example>');
    assert.equal(header('to'), 'adele@contoso.example');
    assert.equal(header('date'), 'Thu, 26 Nov 2026 12:00:00 +0000');
    assert.equal(header('message-id'), outcome.messageId);
    assert.match(outcome.messageId, /^<[\da-f]{40}@contoso\.example>$/);
    assert.equal(encodedWords(header('subject') ?? ''), aMail.subject);
    assert.equal(header('auto-submitted'), 'auto-generated');
    assert.equal(header('content-language'), 'en');
    assert.equal(header('list-unsubscribe'), '<mailto:credits@contoso.example?subject=unsubscribe>');
    assert.equal(header('list-unsubscribe-post'), undefined);
    assert.match(message, /content-type: text\/plain; charset=utf-8[\s\S]*\r\nCalls stop\.\r\n\r\n\.\r\n/i);
    assert.match(message, /content-type: text\/html; charset=utf-8[\s\S]*<p lang=3D"en">|<p lang="en">Calls stop\./i);
  });

  it('brings its files as they are, whatever they are called', async () => {
    const port = await serverOf();
    const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256));
    await mailer(port).send({
      ...aMail,
      files: [{ name: '对账单\r\nBcc: x 2026-10.pdf', type: 'application/pdf', content }],
    });
    const [{ message }] = received as [(typeof received)[number]];
    assert.equal(headerOf(message, 'bcc'), undefined);
    const [, headers = '', body = ''] =
      /(Content-Type: application\/pdf[\s\S]*?)\r\n\r\n([\s\S]*?)\r\n--/.exec(message) ?? [];
    assert.match(headers, /Content-Disposition: attachment/);
    assert.match(headers, /Content-Transfer-Encoding: base64/);
    assert.ok(Buffer.from(body, 'base64').equals(content));
  });

  it('has the id of its key and address, however often it is sent, and names its matter’s other mails', async () => {
    const port = await serverOf();
    const send = (mail: Partial<Mail>, tenant = 't') =>
      new SmtpMailer({
        ...{ from, tenant, clock: new VirtualClock(noon) },
        server: mailServerOf(`smtp://127.0.0.1:${port}`)!,
      }).send({ ...aMail, ...mail });
    for (const mail of [{}, {}, { key: 'matter-1-recovered' }, { to: 'alex@contoso.example' }, { thread: 'matter-2' }])
      await send(mail);
    await send({}, 'another');
    const ids = received.map(({ message }) => headerOf(message, 'message-id'));
    const threads = received.map(({ message }) => headerOf(message, 'references'));
    assert.equal(ids[0], ids[1]);
    assert.equal(new Set(ids).size, 4, 'the thread is no part of it, the organization is');
    assert.equal(new Set(threads.slice(0, 4)).size, 1);
    assert.equal(new Set(threads).size, 3);
    assert.deepEqual(
      threads,
      received.map(({ message }) => headerOf(message, 'in-reply-to')),
    );
    assert.ok(!ids.includes(threads[0]));
  });

  it('says how it is ended by one press where the bot has an https address, and nowhere else', async () => {
    const port = await serverOf();
    const headers = async (unsubscribeUrl: string) => {
      await mailer(port).send({ ...aMail, unsubscribeUrl });
      const { message } = received.at(-1)!;
      return [headerOf(message, 'list-unsubscribe'), headerOf(message, 'list-unsubscribe-post')];
    };
    const mailto = '<mailto:credits@contoso.example?subject=unsubscribe>';
    assert.deepEqual(await headers('https://bot.example/mails/abc'), [
      `${mailto}, <https://bot.example/mails/abc>`,
      'List-Unsubscribe=One-Click',
    ]);
    for (const url of ['http://bot.example/mails/abc', 'no address', 'javascript:alert(1)'])
      assert.deepEqual(await headers(url), [mailto, undefined], url);
  });

  it('takes no header, no line and no turn of direction from what it says, and no second address', async () => {
    const port = await serverOf();
    const hostile = 'Zero\r\nBcc: eve@evil.example\r\n\r\n<script>\u202e\u2028\u0000\u2066x';
    const outcome = await mailer(port).send({
      ...{ ...aMail, subject: hostile, key: hostile, thread: hostile, language: hostile, text: `.\r\n${hostile}` },
      unsubscribeUrl: `https://bot.example/${hostile}`,
    });
    assert.equal(outcome.kind, 'delivered');
    const [{ to, message }] = received as [(typeof received)[number]];
    assert.deepEqual(to, [aMail.to]);
    assert.equal(headerOf(message, 'subject'), 'Zero Bcc: eve@evil.example <script> x');
    assert.doesNotMatch(headersOf(message), /^bcc:|[\u2028\u202e]/im);
    for (const address of [
      '',
      'a@b.example, c@d.example',
      'a@b.example\r\nRCPT TO:<c@d.example>',
      'A <a@b.example>',
      'a',
    ])
      assert.deepEqual(
        await mailer(port).send({ ...aMail, to: address }),
        { kind: 'refused', reason: 'not-an-address' },
        address,
      );
    assert.equal(received.length, 1);
  });

  const replies: readonly (readonly [
    reply: string,
    kind: 'refused' | 'failed',
    phase: 'MAIL FROM' | 'RCPT TO' | 'DATA',
  ])[] = [
    ['550 no such user', 'refused', 'RCPT TO'],
    ['551 user not local', 'refused', 'RCPT TO'],
    ['550 5.1.1 adele@contoso.example: no such user', 'refused', 'RCPT TO'],
    ['550 5.1.10 recipient not found', 'refused', 'RCPT TO'],
    ['550 5.2.1 mailbox disabled', 'refused', 'RCPT TO'],
    ['550 5.4.1 access denied', 'refused', 'RCPT TO'],
    ['552 5.2.2 mailbox full', 'failed', 'RCPT TO'],
    ['550 5.7.1 relaying denied', 'failed', 'RCPT TO'],
    ['554 no service for you', 'failed', 'RCPT TO'],
    ['450 4.2.1 try later', 'failed', 'RCPT TO'],
    ['550 5.1.8 sender rejected', 'failed', 'MAIL FROM'],
    ['550 no such sender', 'failed', 'MAIL FROM'],
    ['421 too busy', 'failed', 'MAIL FROM'],
    ['550 5.1.1 no such user', 'refused', 'DATA'],
    ['550 spam', 'failed', 'DATA'],
    ['554 5.6.0 not like this', 'failed', 'DATA'],
    ['452 4.3.1 out of space', 'failed', 'DATA'],
  ];
  for (const hidePIPELINING of [false, true])
    for (const [reply, kind, phase] of replies)
      it(`is ${kind} by ${reply.replace(/adele\S+/, '…')} to ${phase}, ${hidePIPELINING ? 'step by step' : 'in a row'}`, async () => {
        const error = refusal(Number(reply.slice(0, 3)), reply.slice(4));
        const port = await serverOf({
          ...{ hidePIPELINING, hideENHANCEDSTATUSCODES: true },
          ...(phase === 'MAIL FROM' && { onMailFrom: (_address, _session, done) => done(error) }),
          ...(phase === 'RCPT TO' && { onRcptTo: (_address, _session, done) => done(error) }),
          ...(phase === 'DATA' && {
            onData: (stream, _session, done) => void text(stream).then(() => done(error)),
          }),
        });
        const [, status] = /^\d{3} ((?:\d+\.){2}\d+)?/.exec(reply) ?? [];
        assert.deepEqual(await mailer(port).send(aMail), {
          kind,
          reason: [phase, reply.slice(0, 3), ...(status === undefined ? [] : [status])].join(' '),
        });
      });

  it('goes to the address that is taken, whatever becomes of the one that is not', async () => {
    const port = await serverOf({
      onRcptTo: ({ address }, _session, done) => done(address.startsWith('gone') ? refusal(550, 'gone') : null),
    });
    const mails = mailer(port);
    const outcomes = await Promise.all(
      ['gone@contoso.example', aMail.to].map(async to => (await mails.send({ ...aMail, to })).kind),
    );
    assert.deepEqual(outcomes, ['refused', 'delivered']);
    assert.deepEqual(
      received.map(({ to }) => to),
      [[aMail.to]],
    );
    assert.doesNotMatch(received[0]!.message, /gone@/);
  });

  it('logs in as the settings say, and sends nothing where the server does not let it', async () => {
    const port = await serverOf();
    const login = (user: string, password: string): MailServer => ({
      ...{ host: '127.0.0.1', port, encryption: 'none' },
      login: { user, password },
    });
    assert.equal((await mailer(login('bot', 'right')).send(aMail)).kind, 'delivered');
    const outcome = await mailer(login('bot', 'wrong')).send(aMail);
    assert.deepEqual(outcome, { kind: 'failed', reason: 'AUTH PLAIN 535' });
    assert.deepEqual(logins, ['bot:right', 'bot:wrong']);
    assert.equal(received.length, 1);
  });

  it('does not go out without a login where one is set and the server offers none', async () => {
    const port = await serverOf({ disabledCommands: ['STARTTLS', 'AUTH'] });
    const login = { user: 'bot', password: 'right' };
    const outcome = await mailer({ host: '127.0.0.1', port, encryption: 'none', login }).send(aMail);
    assert.equal(outcome.kind, 'failed');
    assert.equal(received.length, 0);
  });

  for (const encryption of ['tls', 'starttls'] as const)
    describe(`under ${encryption}`, () => {
      const secured = { secure: encryption === 'tls', disabledCommands: [], allowInsecureAuth: false };
      const login = { user: 'bot', password: 'right' };

      it('goes to a server whose certificate is good', async () => {
        const port = await serverOf({ ...secured, ...loopbackTls });
        const outcome = await trustingLoopback(() =>
          mailer({ host: 'localhost', port, encryption, login }).send(aMail),
        );
        assert.equal(outcome.kind, 'delivered');
        assert.deepEqual(logins, ['bot:right']);
      });

      it('gives no password to one whose certificate is not', async () => {
        const port = await serverOf({ ...secured, ...loopbackTls });
        const outcome = await mailer({ host: 'localhost', port, encryption, login }).send(aMail);
        assert.equal(outcome.kind, 'failed');
        assert.match((outcome as { reason: string }).reason, /DEPTH_ZERO_SELF_SIGNED_CERT/);
        assert.deepEqual([logins, received], [[], []]);
      });
    });

  it('says nothing of worth to a server that offers no encryption', async () => {
    const port = await serverOf();
    const login = { user: 'bot', password: 'right' };
    const outcome = await mailer({ host: '127.0.0.1', port, encryption: 'starttls', login }).send(aMail);
    assert.equal(outcome.kind, 'failed');
    assert.deepEqual([logins, received], [[], []]);
  });

  it('has failed where nobody listens', async () => {
    const port = await serverOf();
    await closed(server!);
    server = undefined;
    assert.deepEqual(await mailer(port).send(aMail), { kind: 'failed', reason: 'CONN ECONNREFUSED' });
  });

  /** A server that does with each connection what a test says. */
  async function socketServer(serve: (socket: Socket) => void): Promise<number> {
    const started = createServer(serve);
    server = started;
    await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
    return (started.address() as AddressInfo).port;
  }

  it('has failed where the server says nothing at all', async () => {
    const port = await socketServer(socket => socket.on('error', () => undefined));
    const outcome = await mailer(port, { phases: { greetingTimeout: 20 } }).send(aMail);
    assert.deepEqual(outcome, { kind: 'failed', reason: 'CONN ETIMEDOUT GREETING_TIMEOUT' });
  });

  it('has failed within a minute with a server that goes on talking and never comes to an end', async () => {
    const clock = new VirtualClock(noon);
    const connected = Promise.withResolvers<undefined>();
    const port = await socketServer(socket => {
      socket.on('error', () => undefined).write('220-wait\r\n');
      connected.resolve(undefined);
    });
    const mails = mailer(port, { clock });
    // The third and the fourth wait for a connection: their time passes with the others'.
    const outcomes = Promise.all([1, 2, 3, 4].map(() => mails.send(aMail)));
    await connected.promise;
    clock.advance(49_999);
    assert.equal(clock.waiting, 4);
    clock.advance(1);
    assert.deepEqual(await outcomes, Array(4).fill({ kind: 'failed', reason: 'no-answer-in-time' }));
    assert.equal(clock.waiting, 0);
  });

  it('has failed where the server takes it and falls silent: sent again it has the same id', async () => {
    let isBroken = true;
    const ids: (string | undefined)[] = [];
    const port = await serverOf({
      onData(stream, _session, done) {
        void text(stream).then(message => {
          ids.push(headerOf(message, 'message-id'));
          if (isBroken) for (const connection of (server as SMTPServer).connections) connection.close();
          done();
        });
      },
    });
    const mails = mailer(port);
    const outcome = await mails.send(aMail);
    assert.equal(outcome.kind, 'failed');
    isBroken = false;
    assert.equal((await mails.send(aMail)).kind, 'delivered');
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1]);
  });
});
