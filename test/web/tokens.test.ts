import assert from 'node:assert/strict';
import { pino } from 'pino';
import { makeServer } from '../../bot/web/server.ts';
import { KeyServer, token, type Claims, type Key } from '../support/key-server.ts';
import { unwatched } from '../support/unwatched.ts';
import { teamsLibraries, teamsLibraryNames } from '../support/teams-libraries.ts';

const a = { tenant: 'aaaaaaaa-0000-4000-8000-000000000001', bot: 'a0000000-0000-4000-8000-000000000001' };
const b = { tenant: 'bbbbbbbb-0000-4000-8000-000000000002', bot: 'b0000000-0000-4000-8000-000000000002' };
const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const issuer = 'https://api.botframework.com';

const keys = new KeyServer();
const now = Math.floor(Date.now() / 1000);
const minute = 60;
const good: Claims = { iss: issuer, aud: a.bot, serviceurl: serviceUrl, nbf: now - 5 * minute, exp: now + 60 * minute };
const without = (name: string): Claims => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

/** One row: what is sent, and the status that it gets. */
interface Row {
  readonly what: string;
  readonly status: number;
  /** Where the successor's library takes less. */
  readonly sdkStatus?: number;
  readonly claims?: Claims;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: Key;
  /** The Authorization header, of a good token. */
  readonly authorization?: (bearer: string) => string;
  readonly activity?: Readonly<Record<string, unknown>>;
}

const ofTenant = (tenant: unknown) => ({
  channelData: { tenant: { id: tenant } },
  conversation: { id: 'c', tenantId: tenant, conversationType: 'personal' },
});
const row = (what: string, status: number, more: Omit<Row, 'what' | 'status'> = {}): Row => ({ what, status, ...more });
const claim = (name: string, status: number, ...values: readonly unknown[]): readonly Row[] =>
  values.map(value => row(`${name} ${JSON.stringify(value)}`, status, { claims: { ...good, [name]: value } }));
const parted = (change: (parts: string[]) => readonly string[]) => (bearer: string) =>
  `Bearer ${change(bearer.slice('Bearer '.length).split('.')).join('.')}`;

const algorithms: readonly Row[] = [
  row('RS256', 200),
  // Teams itself signs by RS256.
  ...['RS384', 'RS512'].map(alg => row(alg, 200, { header: { alg }, sdkStatus: 401 })),
  ...[
    'none',
    'None',
    'NONE',
    'HS256',
    'HS384',
    'HS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'EdDSA',
    'rs256',
    'RS1',
    'RS128',
    '',
    'RS256 ',
    'constructor',
  ].map(alg => row(`algorithm "${alg}"`, 401, { header: { alg } })),
  ...[null, 5, ['RS256'], {}].map(alg => row(`algorithm ${JSON.stringify(alg)}`, 401, { header: { alg } })),
  row('an elliptic key that Teams has', 401, { key: keys.elliptic, header: { alg: 'ES256' } }),
];

const signatures: readonly Row[] = [
  row('another’s signature', 401, { key: keys.stranger }),
  row('no signature', 401, { authorization: parted(([head = '', body = '']) => [head, body, '']) }),
  row('a cut signature', 401, { authorization: bearer => bearer.slice(0, -10) }),
  row('a longer signature', 401, { authorization: bearer => `${bearer}AAAA` }),
  row('another signature', 401, {
    authorization: parted(([head = '', body = '', signed = '']) => [head, body, signed.replace(/^.{9}/, 'AAAAAAAAA')]),
  }),
  row('another body', 401, {
    authorization: parted(([head = '', , signed = '']) => [
      head,
      Buffer.from(JSON.stringify({ ...good, exp: now + 9999 })).toString('base64url'),
      signed,
    ]),
  }),
  row('another head', 401, {
    authorization: parted(([, body = '', signed = '']) => [
      Buffer.from('{"alg":"RS256","kid":"teams","x":1}').toString('base64url'),
      body,
      signed,
    ]),
  }),
];

const keyIds: readonly Row[] = [
  row('a key without endorsements', 200, { key: keys.plain }),
  row('a key that is endorsed for other channels', 401, { key: keys.webchat }),
  ...['unknown', '', 'constructor', '__proto__', 'TEAMS', 'webchat', 'empty', 'elliptic', 'teams ', '../keys'].map(
    kid => row(`key "${kid}"`, 401, { header: { kid } }),
  ),
  ...[null, 5, ['teams'], {}].map(kid => row(`key ${JSON.stringify(kid)}`, 401, { header: { kid } })),
  row('a key of its own in the head', 401, {
    key: keys.stranger,
    header: { kid: 'own', jwk: keys.stranger.publicKey.export({ format: 'jwk' }) },
  }),
  row('the address of other keys in the head', 401, {
    key: keys.stranger,
    header: { kid: 'own', jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/' },
  }),
];

/** Whose tokens the emulator and other bots have: of Entra, for this bot, with a version. */
const entra = (tenant: string): readonly string[] => [
  `https://sts.windows.net/${tenant}/`,
  `https://login.microsoftonline.com/${tenant}/v2.0`,
];
const ofEntra = (iss: string, more: Claims): Row =>
  row(`a token of ${iss} ${JSON.stringify(more)}`, 401, { claims: { ...good, iss, ...more } });
const issuers: readonly Row[] = [
  ...claim(
    'iss',
    401,
    `${issuer}/`,
    'http://api.botframework.com',
    issuer.toUpperCase(),
    'https://api.botframework.us',
    'https://api.botframework.azure.cn',
    'https://evil.example',
    '',
    null,
    5,
    [issuer],
    {},
  ),
  row('no issuer', 401, { claims: without('iss') }),
  ...['d6d49420-f39b-4df7-a1dc-d59a935871db', 'f8cdef31-a31e-4b4a-93e4-5f571e91255a', a.tenant]
    .flatMap(entra)
    .flatMap(iss => [ofEntra(iss, { ver: '1.0', appid: a.bot }), ofEntra(iss, { ver: '2.0', azp: a.bot })]),
  ofEntra(entra('d6d49420-f39b-4df7-a1dc-d59a935871db')[0]!, { ver: '1.0', appid: b.bot }),
  row('a token of a skill', 401, { claims: { ...good, ver: '1.0', appid: 'c0000000-0000-4000-8000-000000000003' } }),
];

const audiences: readonly Row[] = [
  ...claim(
    'aud',
    401,
    b.bot,
    a.bot.toUpperCase(),
    `api://${a.bot}`,
    `${a.bot} `,
    a.bot.slice(0, -1),
    '*',
    '',
    null,
    5,
    [a.bot],
    [a.bot, b.bot],
    {},
    a.tenant,
    issuer,
  ),
  row('no audience', 401, { claims: without('aud') }),
];

const times: readonly Row[] = [
  ...claim('exp', 200, now + minute, now - 4 * minute, now + 365 * 24 * 60 * minute),
  ...claim('exp', 401, now - 6 * minute, now - 24 * 60 * minute, 0, -1, String(now + minute), null, true, [], {}),
  row('no end', 401, { claims: without('exp') }),
  ...claim('nbf', 200, now, now + 4 * minute, 0),
  ...claim('nbf', 401, now + 6 * minute, now + 24 * 60 * minute, String(now), {}, []),
  row('no beginning', 200, { claims: without('nbf') }),
  ...claim('iat', 200, now, now - minute),
];

const tenants: readonly Row[] = [
  row('A under A', 200, { activity: ofTenant(a.tenant) }),
  row('A in capitals', 200, { activity: ofTenant(a.tenant.toUpperCase()) }),
  row('B under B', 200, { claims: { ...good, aud: b.bot }, activity: ofTenant(b.tenant) }),
  row('A under a token of B', 401, { claims: { ...good, aud: b.bot }, activity: ofTenant(a.tenant) }),
  row('B under a token of A', 401, { activity: ofTenant(b.tenant) }),
  row('another tenant', 403, { activity: ofTenant('cccccccc-0000-4000-8000-000000000003') }),
  row('an inherited name', 403, { activity: ofTenant('constructor') }),
  row('no tenant', 403, { activity: { channelData: {}, conversation: { id: 'c' } } }),
  row('A and B', 403, { activity: { ...ofTenant(a.tenant), channelData: { tenant: { id: b.tenant } } } }),
  row('A in the conversation only', 200, { activity: { ...ofTenant(a.tenant), channelData: undefined } }),
  row('A in the channel only', 200, { activity: { ...ofTenant(a.tenant), conversation: { id: 'c' } } }),
  row('a list of tenants', 400, { activity: ofTenant([a.tenant]) }),
  row('a tenant that is a number', 400, { activity: ofTenant(5) }),
  row('a token of the tenant B for A’s bot', 200, { claims: { ...good, tid: b.tenant } }),
];

const at = (url: string, status: number): Row =>
  row(`at ${url}`, status, { claims: { ...good, serviceurl: url }, activity: { serviceUrl: url } });
const serviceUrls: readonly Row[] = [
  ...claim(
    'serviceurl',
    401,
    'https://smba.trafficmanager.net/amer/',
    serviceUrl.slice(0, -1),
    serviceUrl.toUpperCase(),
    '',
    null,
    5,
    [serviceUrl],
    'https://evil.example/',
  ),
  row('no service address in the token', 401, { claims: without('serviceurl') }),
  row('no service address in the activity', 400, { activity: { serviceUrl: undefined } }),
  row('an empty service address', 403, { claims: { ...good, serviceurl: '' }, activity: { serviceUrl: '' } }),
  row('a service address that is a list', 400, { activity: { serviceUrl: [serviceUrl] } }),
  at('https://smba.trafficmanager.net/amer/', 200),
  at('https://smba.infra.gcc.teams.microsoft.com/teams/', 200),
  ...[
    'http://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://evil.example/?smba.trafficmanager.net',
    'https://evilsmba.trafficmanager.net/',
    'http://127.0.0.1/',
    'https://localhost/',
    'file:///etc/passwd',
    'javascript:0',
    'https://smba.infra.gov.teams.microsoft.us/',
    'https://smba.infra.dod.teams.microsoft.us/',
    'https://smba.trafficmanager.cn/',
  ].map(url => at(url, 403)),
];

const channels: readonly Row[] = ['webchat', 'directline', 'emulator', 'MSTEAMS', 'AseChannel', ''].map(channelId =>
  row(`channel "${channelId}"`, 400, { activity: { channelId } }),
);

const headers: readonly Row[] = [
  ...[
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer x',
    'Bearer x.y',
    'Bearer x.y.z',
    'Bearer ...',
    'Bearer e30.e30.',
    `Bearer ${'x'.repeat(8000)}`,
  ].map(authorization => row(`"${authorization.slice(0, 20)}"`, 401, { authorization: () => authorization })),
  row('a token without its word', 401, { authorization: bearer => bearer.slice('Bearer '.length) }),
  row('the word in small letters', 401, { authorization: bearer => bearer.toLowerCase() }),
  row('two spaces', 401, { authorization: bearer => bearer.replace(' ', '  ') }),
  row('something behind it', 401, { authorization: bearer => `${bearer} x` }),
  row('a fourth part', 401, { authorization: bearer => `${bearer}.x` }),
  row('two tokens', 401, { authorization: bearer => `${bearer}, ${bearer}` }),
];

/** The rows were made when the file was read, which may be a while ago: their times are as long from now. */
function fromNow(claims: Claims): Claims {
  const passed = Math.floor(Date.now() / 1000) - now;
  const isTime = (value: unknown): value is number =>
    typeof value === 'number' && Math.abs(value - now) < 400 * 24 * 60 * minute;
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      ['exp', 'nbf', 'iat'].includes(name) && isTime(value) ? value + passed : value,
    ]),
  );
}

const table = { algorithms, signatures, keyIds, issuers, audiences, times, tenants, serviceUrls, channels, headers };

for (const name of teamsLibraryNames)
  describe(`whose token it is with ${name}`, () => {
    let address: string;
    let acted: number;
    let close: () => void;
    const { error } = console;
    let count = 0;

    before(async () => {
      await keys.start();
      // The libraries say there what they think of each token.
      console.error = () => undefined;
      const served = await Promise.all(
        [a, b].map(async ({ tenant, bot }) => {
          const proof = { kind: 'secret', secret: 'secret' } as const;
          const identity = { kind: 'app', tenantId: tenant, clientId: bot, authorityHost: undefined, proof } as const;
          const receive = () => {
            acted += 1;
            return Promise.resolve();
          };
          const handOut = { page: () => Promise.resolve(undefined), take: () => Promise.resolve(undefined) };
          const leaveMails = { page: () => Promise.resolve(undefined), leave: () => Promise.resolve(undefined) };
          const channel = await teamsLibraries[name]({
            bot: { id: bot, tenantId: tenant, identity },
            keys: keys.address,
          });
          return [tenant, { channel, receive, handOut, leaveMails }] as const;
        }),
      );
      const log = pino({ level: 'silent' });
      const server = makeServer({
        served: new Map(served),
        isSandbox: false,
        log,
        ...unwatched,
      });
      await new Promise<void>(resolve => {
        server.listen(0, '127.0.0.1', resolve);
      });
      address = `http://127.0.0.1:${server.address().port}/api/messages`;
      close = () => void server.close();
    });
    after(async () => {
      console.error = error;
      close();
      await keys.stop();
    });
    beforeEach(() => (acted = 0));

    const activity = (changes: Row['activity'] = {}): object => ({
      ...{ type: 'message', id: `token-${(count += 1)}`, channelId: 'msteams', serviceUrl, text: 'help' },
      ...{ from: { id: '29:x', aadObjectId: 'x' }, recipient: { id: '28:bot' }, deliveryMode: 'expectReplies' },
      ...{ ...ofTenant(a.tenant), ...changes },
    });
    const post = (body: object, authorization: string): Promise<number> =>
      fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify(body),
      }).then(async response => {
        await response.text();
        return response.status;
      });

    it('is told in more than 120 rows', () => {
      assert.ok(Object.values(table).flat().length > 120, `${Object.values(table).flat().length} rows`);
    });

    for (const [kind, rows] of Object.entries(table))
      describe(kind, () => {
        for (const { what, claims = good, header = {}, key = keys.teams, authorization, ...row } of rows) {
          const status = name === 'teams-sdk' ? (row.sdkStatus ?? row.status) : row.status;
          it(`${what}: ${status}`, async () => {
            const bearer = `Bearer ${token(fromNow(claims), { key, ...header })}`;
            assert.equal(await post(activity(row.activity), authorization?.(bearer) ?? bearer), status);
            assert.equal(acted, status === 200 ? 1 : 0);
          });
        }
      });

    it('replays at the same moment act once, and none with a worse token learns the answer', async () => {
      const sent = activity();
      const [bearer, worse] = [good, { ...good, aud: b.bot }].map(
        claims => `Bearer ${token(fromNow(claims), { key: keys.teams })}`,
      );
      const statuses = await Promise.all(
        Array.from({ length: 20 }, (_, at) => post(sent, (at % 2 === 0 ? bearer : worse) ?? '')),
      );
      assert.deepEqual([...new Set(statuses)].toSorted(), [200, 401]);
      assert.equal(acted, 1);
    });
  });
