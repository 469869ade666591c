import assert from 'node:assert/strict';
import type { Card } from '../../cards/card.ts';
import { hourMs } from '../../core/index.ts';
import { at } from '../support/builders.ts';
import { FakeConnector, type Failure } from '../support/connector.ts';
import { KeyServer, token } from '../support/key-server.ts';
import { teamsLibraries } from '../support/teams-libraries.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// What is only so of Microsoft's Teams SDK; what holds for each library is in the other files of Teams.

const card = { type: 'AdaptiveCard', version: '1.5', body: [] } as unknown as Card;
const id = 'a0000000-0000-4000-8000-000000000001';
const proof = { kind: 'secret', secret: 'secret' } as const;
const bot = {
  ...{ id, tenantId: 'tenant' },
  identity: { kind: 'app', tenantId: 'tenant', clientId: id, authorityHost: undefined, proof },
} as const;
const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const activityAt = (address: string): object => ({
  ...{ type: 'message', id: 'a1', channelId: 'msteams', serviceUrl: address, text: 'balance' },
  ...{ from: { id: '29:ann' }, recipient: { id: '28:bot' }, conversation: { id: 'a:1', tenantId: 'tenant' } },
});

describe('the Teams SDK', () => {
  const keys = new KeyServer();
  const { error } = console;
  let clock: VirtualClock;
  let connector: FakeConnector;
  let environment: Readonly<Record<string, string | undefined>>;
  before(async () => {
    // It says there what it thinks of each token.
    console.error = () => undefined;
    await keys.start();
  });
  after(async () => {
    console.error = error;
    await keys.stop();
  });
  beforeEach(() => {
    environment = { ...process.env };
    clock = new VirtualClock(at('2026-01-01T08:00:00Z'));
    connector = new FakeConnector();
    keys.asked = 0;
  });
  afterEach(() => {
    process.env = { ...environment };
  });

  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://api.botframework.com', aud: bot.id, serviceurl: serviceUrl, exp: now + 3600 };
  const bearer = (kid: string, said: object = claims): string =>
    `Bearer ${token({ ...said }, { key: keys.teams, kid })}`;

  it('opens no door, and takes no credentials, by names that it reads from the environment', async () => {
    Object.assign(process.env, {
      ...{ DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS: 'true', CLOUD: 'China', SERVICE_URL: 'http://127.0.0.1:9' },
      ...{ CLIENT_ID: 'other', CLIENT_SECRET: 'other', TENANT_ID: 'other', MANAGED_IDENTITY_CLIENT_ID: 'other' },
    });
    const real = await teamsLibraries['teams-sdk']({ bot, clock, keys: keys.address });
    await assert.rejects(real.authenticate('', activityAt(serviceUrl)));
    await assert.rejects(real.authenticate(bearer('teams', { ...claims, aud: 'other' }), activityAt(serviceUrl)));
    await real.authenticate(bearer('teams'), activityAt(serviceUrl));
    const sandbox = await teamsLibraries['teams-sdk']({ clock });
    const address = await connector.start();
    const posted = await sandbox.connector(address, new AbortController().signal);
    assert.equal(await posted.post('a:1', { type: 'message' }), 'm1');
    assert.deepEqual(connector.authorizations, [undefined]);
    await connector.stop();
  });

  it('asks for keys no more than once an hour for keys that strangers make up, and once a day otherwise', async () => {
    const library = await teamsLibraries['teams-sdk']({ bot, clock, keys: keys.address });
    const asks = (kid: string): Promise<unknown> => library.authenticate(bearer(kid), activityAt(serviceUrl));
    await asks('teams');
    const first = keys.asked;
    for (const kid of ['a', 'b', 'c']) await assert.rejects(asks(kid));
    assert.equal(keys.asked, first);
    clock.advance(hourMs + 1);
    await Promise.all(['a', 'b', 'c'].map(kid => assert.rejects(asks(kid))));
    await assert.rejects(asks('d'));
    assert.equal(keys.asked, first + 1);
    await asks('teams');
    clock.advance(24 * hourMs + 1);
    await asks('teams');
    assert.equal(keys.asked, first + 2);
  });

  it('asks nobody for keys of tokens that are not of Teams', async () => {
    const library = await teamsLibraries['teams-sdk']({ bot, clock, keys: keys.address });
    const entra = { ...claims, iss: 'https://login.microsoftonline.com/../evil/v2.0', tid: '../evil' };
    await assert.rejects(library.authenticate(bearer('teams', entra), activityAt(serviceUrl)));
    assert.equal(keys.asked, 0);
  });

  const tries: readonly (readonly [string, readonly Failure[], number | 'thrown'])[] = [
    ['once where it is taken', [], 1],
    ['again where the connector is unavailable', [503, 502, 504], 4],
    ['four times, and no more', [500, 500, 500, 500], 'thrown'],
    ['again after a reset', ['reset'], 2],
    ['again after a 429 that says when', [{ status: 429, headers: { 'retry-after': '7' } }], 2],
    ['once where a 429 does not', [429], 'thrown'],
    ['once where it is refused', [400], 'thrown'],
  ];
  for (const [what, failures, outcome] of tries)
    it(`says something within a turn ${what}`, async () => {
      const library = await teamsLibraries['teams-sdk']({ clock });
      connector.failures.push(...failures);
      const handle = await library.authenticate('', activityAt(await connector.start()));
      const handled = handle(async (_incoming, exchange) => {
        await exchange.say(card);
      }).then(
        () => connector.asked,
        () => 'thrown',
      );
      const waits = (): boolean => clock.waiting > 0;
      assert.equal(await clock.carryOut(handled, () => !waits()), outcome);
      assert.equal(connector.asked, outcome === 'thrown' ? failures.length : outcome);
      await connector.stop();
    });

  it('follows no redirect, to which it would carry the bot’s token', async () => {
    const library = await teamsLibraries['teams-sdk']({ clock });
    const other = new FakeConnector();
    const elsewhere = await other.start();
    connector.failures.push({ status: 307, headers: { location: elsewhere } });
    const asked = await library.connector(await connector.start(), new AbortController().signal);
    const refused = await asked.post('a:1', { type: 'message' }).catch((failed: unknown) => library.refusalIn(failed));
    assert.equal((refused as { status: number }).status, 307);
    assert.equal(other.asked, 0);
    for (const server of [connector, other]) await server.stop();
  });
});
