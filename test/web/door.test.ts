import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { admit } from '../../bot/web/door.ts';
import { Office } from '../support/office.ts';

describe('the door', () => {
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

  const turnedAway: readonly {
    readonly what: string;
    readonly status: number;
    readonly changes: Record<string, unknown>;
  }[] = [
    { what: 'another tenant', status: 403, changes: { channelData: { tenant: { id: 'evil' } } } },
    {
      what: 'another tenant in the conversation only',
      status: 403,
      changes: { conversation: { id: 'c', tenantId: 'evil' } },
    },
    { what: 'no tenant', status: 403, changes: { channelData: {}, conversation: { id: 'c' } } },
    { what: 'another channel', status: 400, changes: { channelId: 'webchat' } },
    { what: 'no service address', status: 400, changes: { serviceUrl: undefined } },
    { what: 'a service address elsewhere', status: 403, changes: { serviceUrl: 'https://evil.example/' } },
    {
      what: 'a service address with a space before it',
      status: 403,
      changes: { serviceUrl: ' http://127.0.0.1:3978/' },
    },
    { what: 'a service address of no web', status: 403, changes: { serviceUrl: 'httpa://127.0.0.1:3978/' } },
    {
      what: 'a service address with a mark that nobody sees',
      status: 403,
      changes: { serviceUrl: 'http://12\u200b7.0.0.1:3978/' },
    },
    {
      what: 'a service address inside another',
      status: 403,
      changes: { serviceUrl: 'hhttp://127.0.0.1:3978/ttp://127.0.0.1:3978/' },
    },
    {
      what: 'a service address with a name to sign in with',
      status: 403,
      changes: { serviceUrl: 'http://evil@127.0.0.1:3978/' },
    },
    { what: 'no activity at all', status: 400, changes: { type: undefined } },
  ];
  for (const { what, status, changes } of turnedAway) {
    it(`turns away ${what}`, async () => {
      const answer = await office.post(message(changes));
      assert.equal(answer.status, status);
      assert.match(JSON.stringify(answer.body), /^\{"error":"[a-z-]+"\}$/);
    });
  }

  it('refuses a body of 5 MB, and goes on', async () => {
    assert.equal((await office.post(message({ text: 'x'.repeat(5_000_000) }))).status, 413);
    assert.equal((await office.post(message())).status, 200);
  });

  it('reads no packed body and no upload, which would outgrow the limit unseen', async () => {
    const post = async (headers: Record<string, string>, sent: Uint8Array<ArrayBuffer> | string): Promise<number> =>
      (await fetch(`${office.address}/api/messages`, { method: 'POST', headers, body: sent })).status;
    assert.equal(
      await post({ 'content-type': 'application/json', 'content-encoding': 'gzip' }, new Uint8Array(gzipSync('{}'))),
      415,
    );
    assert.equal(await post({ 'content-type': 'multipart/form-data; boundary=x' }, '--x--'), 415);
  });

  it('tells nothing about a body that is no JSON', async () => {
    const response = await fetch(`${office.address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"secret":',
    });
    assert.deepEqual([response.status, await response.text()], [400, '{"error":"bad-request"}']);
  });

  it('answers an activity that is sent again as before, without acting again', async () => {
    await office.skipsSetUp();
    const again = message({ text: 'sandbox spend 40', id: 'the-same' });
    const [one, other] = await Promise.all([office.post(again), office.post(again)]);
    assert.deepEqual(one, other);
    assert.deepEqual(await office.post(again), one);
    const drawn = (await office.entries())
      .filter(entry => entry.kind === 'call-drawn')
      .reduce((sum, entry) => sum + entry.facts.cost, 0);
    assert.equal(drawn, 40_000_000);
  });

  it('trusts Microsoft’s hosts only, outside the sandbox', () => {
    const policy = { tenants: ['t'], isSandbox: false };
    const at = (serviceUrl: string): boolean =>
      admit(
        {
          type: 'message',
          channelId: 'msteams',
          serviceUrl,
          from: { id: 'f' },
          recipient: { id: 'r' },
          conversation: { id: 'c', tenantId: 't' },
        },
        policy,
      ).ok;
    assert.deepEqual(
      [
        'https://smba.trafficmanager.net/emea/',
        'https://smba.infra.gcc.teams.microsoft.com/',
        'http://smba.trafficmanager.net/',
        'https://smba.trafficmanager.net.evil.example/',
        'http://127.0.0.1/',
      ].map(at),
      [true, true, false, false, false],
    );
  });

  it('says that it is alive and ready', async () => {
    for (const path of ['healthz', 'readyz']) assert.equal((await fetch(`${office.address}/${path}`)).status, 200);
  });
});
