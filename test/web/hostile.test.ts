import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { admit } from '../../bot/web/door.ts';
import { makeServer } from '../../bot/web/server.ts';
import { Office } from '../support/office.ts';
import { unwatched } from '../support/unwatched.ts';

describe('whatever comes to the door', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const message = (changes: Record<string, unknown> = {}) => ({
    ...office.activity({}),
    type: 'message',
    text: 'help',
    deliveryMode: 'expectReplies',
    ...changes,
  });
  const from = { id: '29:x', name: 'x' };

  /** A body, sent by hand: what came back until the connection was closed, and how much was taken. */
  async function sent(head: string, chunk: Buffer, times: number): Promise<{ answer: string; taken: number }> {
    const socket: Socket = connect(Number(new URL(office.address).port), '127.0.0.1');
    const closed = once(socket, 'close');
    let answer = '';
    socket.on('data', part => (answer += String(part)));
    socket.on('error', () => undefined);
    socket.write(head);
    for (let at = 0; at < times && !socket.closed && answer === ''; at += 1)
      if (!socket.write(chunk))
        await Promise.race([once(socket, 'drain'), once(socket, 'data'), closed]).catch(() => undefined);
    while (answer === '') await once(socket, 'data');
    const taken = socket.bytesWritten - socket.writableLength;
    socket.destroy();
    await closed;
    return { answer, taken };
  }
  const head = (...lines: readonly string[]): string =>
    ['POST /api/messages HTTP/1.1', 'host: 127.0.0.1', 'content-type: application/json', ...lines, '', ''].join('\r\n');

  const shapes: readonly (readonly [string, Record<string, unknown>])[] = [
    ['a locale that is a number', { locale: 5 }],
    ['attachments that are a text', { attachments: 'x' }],
    ['an attachment that is nothing', { attachments: [null] }],
    ['entities that are an object', { entities: {} }],
    ['a group by a word', { conversation: { id: 'c', isGroup: 'yes' } }],
    ['a name that is no text', { from: { ...from, name: {} } }],
    ['a sender without an id', { from: { name: 'x' } }],
    ['no sender', { from: undefined }],
    ['no recipient', { recipient: undefined }],
    ['a recipient that is a list', { recipient: [] }],
    ['a text that is a list', { text: ['help'] }],
    ['a text of 70,000 letters', { text: 'x'.repeat(70_000) }],
    ['a conversation whose id no header takes', { conversation: { id: '\u0000' } }],
    ['an id of Chinese letters', { id: '余额' }],
    ['a conversation without an id', { conversation: { id: '' } }],
    ['a conversation with an endless id', { conversation: { id: 'c'.repeat(501) } }],
    ['an endless id', { id: 'i'.repeat(501) }],
    ['a delivery that is a number', { deliveryMode: 1 }],
    ['251 entities', { entities: Array.from({ length: 251 }, () => ({})) }],
  ];
  for (const [what, changes] of shapes) {
    it(`is refused with a reason where it has ${what}`, async () => {
      const { status, body } = await office.post(message(changes));
      assert.deepEqual([status, body], [400, { error: 'not-an-activity' }]);
    });
  }

  it('is read where fields are null that other clients leave out, and where more comes than is read', async () => {
    const nothing = { locale: null, attachments: null, entities: null, replyToId: null, value: null, callerId: 5 };
    assert.equal((await office.post(message({ ...nothing, from: { ...from, name: null } }))).status, 200);
  });

  it('may hold halves of characters, which are replaced', async () => {
    const half = '\ud83d';
    const { status, body } = await office.post(
      message({ text: `usage ${half}`, from: { ...office.activity({})['from']!, name: half }, [half]: half }),
    );
    assert.equal(status, 200);
    assert.ok(JSON.stringify(body).isWellFormed());
    assert.doesNotMatch(JSON.stringify(body), /\\ud83d/);
  });

  it('is refused where it is nested deeper than anything that Teams sends', async () => {
    for (const depth of [40, 100_000]) {
      const value = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      const response = await fetch(`${office.address}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"type":"message","value":${value}}`,
      });
      assert.equal(response.status, 400);
    }
  });

  it('costs little: empty mentions, many mentions, one endless word', async () => {
    const { id } = office.activity({})['recipient'] as { id: string };
    const mentions = (text: string, count: number) =>
      Array.from({ length: count }, () => ({ type: 'mention', text, mentioned: { id } }));
    const before = process.cpuUsage();
    for (const changes of [
      { text: 'x'.repeat(2000), entities: mentions('', 20) },
      { text: 'ab '.repeat(15_000), entities: mentions('a', 250) },
      { text: 'w'.repeat(28_000) },
      { text: `add funds 0.${'0'.repeat(3000)}1` },
      { text: '\ufdfa'.repeat(50_000) },
    ])
      assert.equal((await office.post(message(changes))).status, 200);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_000_000, `${(user + system) / 1000} ms`);
  });

  it('comes back at most 40 characters long', async () => {
    await office.skipsSetUp();
    const long = 'qz'.repeat(600);
    for (const command of [
      'add funds',
      'assign credits to',
      'usage',
      'auto-recharge',
      'sandbox act as',
      'import',
      '',
    ]) {
      const { body } = await office.post(message({ text: `${command} ${long}` }));
      assert.ok(longestRun(body) <= 40, command);
    }
    const form = {
      autoRecharge: 'true',
      rechargeWith: 'qz'.repeat(50),
      trigger: 'qz'.repeat(50),
      cap: 'qz'.repeat(50),
    };
    const shown = await office.types('auto-recharge');
    assert.ok(longestRun((await office.presses(shown, 'Save', form)).card) <= 40);
  });
  /** Of what was typed there, how much stands in one place. */
  const longestRun = (body: unknown): number =>
    Math.max(0, ...[...JSON.stringify(body).matchAll(/(?:qz)+q?/g)].map(([run]) => run.length));

  it('is refused before it is read where it says that it is too large', async () => {
    const { answer, taken } = await sent(head('content-length: 52428800'), Buffer.alloc(65_536, 32), 800);
    assert.match(answer, /^HTTP\/1.1 413 [\s\S]*\{"error":"too-large"\}$/);
    assert.ok(taken < 10_000_000, `${taken} bytes`);
  });

  it('is refused as soon as it is too large, where it does not say', async () => {
    const chunk = Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`);
    const { answer, taken } = await sent(head('transfer-encoding: chunked'), chunk, 800);
    assert.match(answer, /^HTTP\/1.1 413 [\s\S]*\{"error":"too-large"\}$/);
    assert.ok(taken < 10_000_000, `${taken} bytes`);
  });

  it('is cut off where it does not arrive in time', async () => {
    const log = pino({ level: 'silent' });
    const slow = makeServer({
      served: new Map(),
      isSandbox: true,
      log,
      ...unwatched,
      slowMs: 50,
    });
    await new Promise<void>(resolve => {
      slow.listen(0, '127.0.0.1', resolve);
    });
    const { port } = slow.address();
    for (const beginning of ['POST /api', `${head('content-length: 9')}{`]) {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', part => (answer += String(part)));
      socket.write(beginning);
      await once(socket, 'close');
      assert.match(answer, /^HTTP\/1.1 408 /);
    }
    slow.close();
  });

  it('is turned away by the sandbox where its Host is another machine’s', async () => {
    for (const [host, status] of [
      ['evil.example', 403],
      ['127.0.0.1.evil.example:3978', 403],
      ['', 403],
      ['localhost:3978', 200],
      ['[::1]:3978', 200],
    ] as const) {
      const socket = connect(Number(new URL(office.address).port), '127.0.0.1');
      socket.write(`GET /healthz HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      const [first] = (await once(socket, 'data')) as [Buffer];
      assert.match(String(first), new RegExp(`^HTTP/1.1 ${status} `), host);
      socket.destroy();
    }
  });

  it('is told why where it comes from a cloud without Communications Credits', () => {
    for (const serviceUrl of [
      'https://smba.infra.gov.teams.microsoft.us/teams/',
      'https://smba.infra.dod.teams.microsoft.us/',
      'https://pilot.botframework.azure.us/',
      'https://smba.trafficmanager.cn/teams/',
      'https://webchat.botframework.azure.cn/',
    ])
      for (const isSandbox of [true, false]) {
        const admitted = admit(
          { type: 'message', channelId: 'msteams', serviceUrl, from, conversation: { id: 'c', tenantId: 't' } },
          { tenants: ['t'], isSandbox },
        );
        assert.deepEqual(admitted, { ok: false, refusal: { status: 403, code: 'other-cloud' } });
      }
  });
});
