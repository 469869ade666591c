import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isSandbox, sandboxTenant, type TenantConfig } from '../../bot/configuration/tenant-config.ts';
import { organizationSettings } from '../../bot/configuration/organization-settings.ts';
import { programSettings } from '../../bot/configuration/program-settings.ts';
import { readConfig, type Config } from '../../bot/config.ts';
import { appLink } from '../../bot/drivers/teams/app-link.ts';
import { chatLink } from '../../bot/drivers/teams/chat-link.ts';
import type { SettingsTable } from '../../bot/configuration/settings-table.ts';

const tenant = '11111111-0000-4000-8000-000000000001';
const botId = 'b0000000-0000-4000-8000-000000000001';
const graphId = 'c0000000-0000-4000-8000-000000000001';
const teams = { MicrosoftAppId: botId, MicrosoftAppPassword: 'secret', MicrosoftAppTenantId: tenant };
const pem = readFileSync(new URL('../data/app-certificate.pem', import.meta.url), 'utf8');
const azure = { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: graphId, AZURE_CLIENT_SECRET: 's' };

const secretIn = (bot: TenantConfig['bot']): unknown =>
  bot?.identity.kind === 'app' && bot.identity.proof.kind === 'secret' ? bot.identity.proof.secret : undefined;

describe('the settings', () => {
  it('with nothing set make a sandbox', () => {
    const config = readConfig({});
    assert.ok(config.ok && isSandbox(config.value.tenants[0]));
    assert.deepEqual(
      [config.value.port, config.value.dataDir, config.value.tenants.map(({ tenant }) => tenant)],
      [3978, './data', [sandboxTenant]],
    );
  });

  it('with everything set make the cloud’s bot', () => {
    const config = readConfig({ ...teams, ...azure });
    assert.ok(config.ok && !isSandbox(config.value.tenants[0]));
    assert.equal(config.value.tenants[0].graph.credentials.kind, 'app');
  });

  it('take a tenant id however it is written', () => {
    const id = 'ABCDEF00-0000-4000-8000-000000000000';
    const config = readConfig({ ...teams, ...azure, AZURE_TENANT_ID: id, ALLOWED_TENANTS: id });
    assert.equal(config.ok && config.value.tenants[0].tenant, id.toLowerCase());
  });

  it('take the bot’s own address as https, or on this machine, without a slash at its end', () => {
    const read = (address: string) => readConfig({ PUBLIC_URL: address });
    for (const [address, taken] of [
      ['https://bot.example', 'https://bot.example'],
      ['https://bot.example/credits//', 'https://bot.example/credits'],
      ['http://127.0.0.1:3978', 'http://127.0.0.1:3978'],
    ] as const) {
      const config = read(address);
      assert.equal(config.ok && config.value.publicUrl, taken);
    }
    for (const address of [
      'http://bot.example',
      'bot.example',
      'https://bot.example/?a',
      'https://a:b@bot.example',
      'https://bot.example/#a',
    ])
      assert.equal(read(address).ok, false, address);
    const without = readConfig({});
    assert.equal(without.ok && without.value.publicUrl, undefined);
  });

  it('make the link that adds the app to a team of its id in the catalog, which is a GUID', () => {
    const id = '12345678-0000-4000-8000-000000000000';
    const read = (env: Record<string, string>) => {
      const config = readConfig({ ...teams, ...azure, ...env });
      return config.ok ? appLink(config.value.tenants[0]) : config.refusal.problems.join();
    };
    assert.equal(read({ TEAMS_APP_ID: id }), `https://teams.microsoft.com/l/app/${id}?tenantId=${tenant}`);
    assert.equal(read({}), undefined);
    assert.match(String(read({ TEAMS_APP_ID: 'credits' })), /TEAMS_APP_ID: .*a GUID/);
  });

  it('make the link that opens the chat with the bot, with what is to be typed; there is none without a bot', () => {
    const read = (env: Record<string, string>) => {
      const config = readConfig(env);
      return config.ok ? chatLink(config.value.tenants[0])?.('add funds & more') : config.refusal.problems.join();
    };
    const found = read({ ...teams, ...azure });
    assert.equal(
      found,
      `https://teams.microsoft.com/l/chat/0/0?tenantId=${tenant}&users=28:${teams.MicrosoftAppId}&message=add%20funds%20%26%20more`,
    );
    assert.equal(read({}), undefined);
  });

  it('say where mail goes out, encrypted but on this machine, and whom it is from', () => {
    const read = (SMTP_URL: string, MAIL_FROM = 'alerts@contoso.example') => {
      const config = readConfig({ SMTP_URL, MAIL_FROM });
      return config.ok ? config.value.tenants[0].mail : config.refusal.problems.join();
    };
    const from = { name: 'Communications Credits', address: 'alerts@contoso.example' };
    assert.deepEqual(read('smtps://a%40b:p%3Aw@mail.example'), {
      server: { host: 'mail.example', port: 465, encryption: 'tls', login: { user: 'a@b', password: 'p:w' } },
      from,
    });
    assert.deepEqual(read('smtp://mail.example:25', 'Credits <alerts@contoso.example>'), {
      server: { host: 'mail.example', port: 25, encryption: 'starttls', login: undefined },
      from: { ...from, name: 'Credits' },
    });
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      assert.match(JSON.stringify(read(`smtp://${host}`)), /"port":587,"encryption":"none"/);
    for (const url of [
      ...['mail.example:25', 'https://mail.example', 'smtp://', 'smtp://user@mail.example', 'smtps://:p@mail.example'],
      ...['smtp://mail.example/path', 'smtp://mail.example?requireTLS=false', 'smtp://a:%E0@mail.example'],
    ])
      assert.match(JSON.stringify(read(url)), /^"SMTP_URL: /, url);
    for (const from of ['alerts', 'a@b.example, c@d.example', 'A <a@b.example> <c@d.example>', 'A\n <a@b.example>'])
      assert.match(JSON.stringify(read('smtps://mail.example', from)), /^"MAIL_FROM: /, from);
    assert.equal(read('', ''), undefined);
    assert.equal(read('smtps://mail.example', ''), 'mail: MAIL_FROM missing');
    assert.equal(read(''), 'mail: SMTP_URL missing');
  });

  it('say which private networks a webhook may be in, and whom to tell that the program is alive', () => {
    const read = (env: Record<string, string>) => {
      const config = readConfig(env);
      if (!config.ok) return config.refusal.problems.join();
      const [{ webhookNetworks, heartbeatUrl }] = config.value.tenants;
      return { webhookNetworks, heartbeatUrl };
    };
    assert.deepEqual(read({}), { webhookNetworks: [], heartbeatUrl: undefined });
    assert.deepEqual(
      read({ WEBHOOK_NETWORKS: '10.1.2.0/24, fd00::5', HEARTBEAT_URL: 'https://monitor.example/a?head=1' }),
      { webhookNetworks: ['10.1.2.0/24', 'fd00::5'], heartbeatUrl: 'https://monitor.example/a?head=1' },
    );
    for (const networks of ['10.1.2.0/33', 'fd00::/129', '10.1.2', '10.1.2.0/24/1', 'alertmanager', '10.1.2.0/', ','])
      assert.match(JSON.stringify(read({ WEBHOOK_NETWORKS: networks })), /^"WEBHOOK_NETWORKS: /, networks);
    assert.match(JSON.stringify(read({ HEARTBEAT_URL: 'http://monitor.example/a' })), /^"HEARTBEAT_URL: /);
  });

  it('are those of the table in bot/README.md, with what they mean and what holds without them', () => {
    const rows = readFileSync(new URL('../../bot/README.md', import.meta.url), 'utf8')
      .split('\n')
      .filter(line => /^\| `\w+`( \(secret\))? +\|.*\|.*\|$/.test(line))
      .map(line =>
        line
          .split('|')
          .map(cell => cell.trim())
          .slice(1, -1),
      );
    const settings: SettingsTable = { ...programSettings, ...organizationSettings };
    const expected = Object.entries(settings).map(([name, { meaning, fallback, otherwise, isSecret }]) => [
      `\`${name}\`${isSecret === true ? ' (secret)' : ''}`,
      meaning,
      fallback === undefined ? (otherwise ?? '') : `\`${fallback}\``,
    ]);
    assert.deepEqual(rows, expected);
  });

  it('say the mode and the gateway, by themselves or as the credentials say', () => {
    const modeOf = (env: Record<string, string>): unknown => {
      const config = readConfig(env);
      if (!config.ok) return config.refusal.problems.join('\n');
      const [own] = config.value.tenants;
      return [own.mode, own.gateway];
    };
    const sandbox = ['sandbox', 'sandbox'];
    const mirror = ['mirror', 'admin-center'];
    assert.deepEqual(modeOf({}), sandbox);
    assert.deepEqual(modeOf({ CREDITS_MODE: 'sandbox', CREDITS_GATEWAY: 'sandbox' }), sandbox);
    assert.deepEqual(modeOf({ ...teams, ...azure }), mirror);
    assert.deepEqual(modeOf({ ...teams, ...azure, CREDITS_MODE: 'mirror', CREDITS_GATEWAY: 'admin-center' }), mirror);
  });

  it('are refused all at once, however many are wrong', () => {
    const config = readConfig({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      GRAPH_BETA: 'yes',
      CREDITS_MODE: 'own',
      SMTP_URL: 'x',
      STRIPE_SECRET_KEY: 'x',
    });
    assert.deepEqual(config.ok ? [] : config.refusal.problems.map(problem => problem.split(':')[0]), [
      'PORT',
      'LOG_LEVEL',
      'STRIPE_SECRET_KEY',
      'CREDITS_MODE',
      'GRAPH_BETA',
      'SMTP_URL',
      'mail',
    ]);
  });

  it('never stand in what is said of them', () => {
    const names = Object.keys({ ...programSettings, ...organizationSettings });
    const wrong = 'S3cret, and more';
    const { TENANTS_FILE: _file, ...env } = Object.fromEntries(names.map(name => [name, wrong]));
    const config = readConfig(env);
    assert.ok(!config.ok && config.refusal.problems.length > 5);
    assert.doesNotMatch(config.refusal.problems.join('\n'), /S3cret/);
  });

  it('may each be the name of a file that holds it', () => {
    const given: Record<string, string> = {
      ...teams,
      ...azure,
      DATABASE_URL: 'postgres://localhost/credits',
      PORT: '1',
    };
    const env = Object.fromEntries(Object.keys(given).map(name => [`${name}_FILE`, `/run/secrets/${name}`]));
    const inFiles = readConfig(env, path => `${given[path.replace('/run/secrets/', '')] ?? ''}\n`);
    assert.ok(inFiles.ok);
    const itself = readConfig(given);
    assert.ok(itself.ok);
    // How they were given is seen, and is all that differs.
    const [{ seen }] = inFiles.value.tenants;
    assert.deepEqual(seen.secretsAsValues, []);
    assert.deepEqual(itself.value.tenants[0].seen.secretsAsValues, ['MicrosoftAppPassword', 'AZURE_CLIENT_SECRET']);
    const alike = (config: Config) => ({
      ...config,
      seen: undefined,
      tenants: config.tenants.map(one => ({ ...one, seen: undefined })),
    });
    assert.deepEqual(alike(inFiles.value), alike(itself.value));
  });

  const halves: readonly { readonly env: Record<string, string>; readonly says: RegExp }[] = [
    { env: { MicrosoftAppId: 'id' }, says: /MicrosoftAppPassword, MicrosoftAppTenantId missing/ },
    { env: { ...teams }, says: /AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET missing/ },
    { env: { ...azure }, says: /MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId missing/ },
    { env: { ...teams, AZURE_TENANT_ID: tenant }, says: /AZURE_CLIENT_ID, AZURE_CLIENT_SECRET missing/ },
    { env: { PORT: 'x', GRAPH_ENDPOINT: 'http://graph.example' }, says: /PORT[\s\S]*GRAPH_ENDPOINT/ },
    { env: { ...teams, ...azure, ALLOWED_TENANTS: 'a b' }, says: /exactly one tenant/ },
    {
      env: { MicrosoftAppId: botId, MicrosoftAppTenantId: tenant, ...azure },
      says: /Teams: MicrosoftAppPassword missing/,
    },
    { env: { ...teams, ...azure, MicrosoftAppType: 'UserAssignedMSI' }, says: /MicrosoftAppPassword: none with/ },
    {
      env: { ...teams, ...azure, MicrosoftAppCertificate: pem },
      says: /MicrosoftAppPassword, MicrosoftAppCertificate: one/,
    },
    { env: { ...teams, ...azure, AZURE_CLIENT_CERTIFICATE: pem }, says: /_SECRET, AZURE_CLIENT_CERTIFICATE: one of/ },
    { env: { ...teams, ...azure, MANAGED_IDENTITY_CLIENT_ID: 'system' }, says: /each have a secret of their own/ },
    {
      env: { ...teams, MANAGED_IDENTITY_CLIENT_ID: 'system', AZURE_CLIENT_ID: graphId },
      says: /Microsoft Graph: AZURE_TENANT_ID missing/,
    },
    {
      env: { ...teams, ...azure, MANAGED_IDENTITY_CLIENT_ID: 'system', AZURE_FEDERATED_TOKEN_FILE: '/t' },
      says: /MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE: one of them/,
    },
    {
      env: { MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: botId, ...azure },
      says: /Teams: MicrosoftAppTenantId missing/,
    },
    {
      env: { MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: botId, MicrosoftAppTenantId: tenant },
      says: /Microsoft Graph: AZURE_TENANT_ID missing/,
    },
    { env: { ...teams, ...azure, MicrosoftAppId: tenant }, says: /MicrosoftAppId: it is the tenant's id/ },
    { env: { ...teams, ...azure, AZURE_CLIENT_ID: tenant }, says: /AZURE_CLIENT_ID: it is the tenant's id/ },
    { env: { ...teams, ...azure, MicrosoftAppType: 'MultiTenant' }, says: /MicrosoftAppType/ },
    { env: { CREDITS_MODE: 'operate' }, says: /operate needs a gateway that charges, and this version has none/ },
    {
      env: { ...teams, ...azure, CREDITS_MODE: 'operate', CREDITS_GATEWAY: 'sandbox' },
      says: /operate needs a gateway/,
    },
    { env: { ...teams, ...azure, CREDITS_MODE: 'sandbox' }, says: /a sandbox has no credentials/ },
    { env: { ...teams, ...azure, CREDITS_MODE: 'operate', TEAMS_STORE: '1' }, says: /public store .* not operate/ },
    { env: { TEAMS_STORE: '1' }, says: /public store .* not sandbox/ },
    {
      env: { ...teams, ...azure, RATE_LIMITS: '0' },
      says: /RATE_LIMITS: outside the sandbox they cannot be switched off/,
    },
    { env: { CREDITS_MODE: 'mirror' }, says: /MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId missing/ },
    {
      env: { ...teams, ...azure, CREDITS_GATEWAY: 'sandbox' },
      says: /CREDITS_GATEWAY: with CREDITS_MODE mirror it is admin-center/,
    },
    { env: { CREDITS_GATEWAY: 'admin-center' }, says: /CREDITS_GATEWAY: with CREDITS_MODE sandbox it is sandbox/ },
    { env: { ...teams, ...azure, GRAPH_ENDPOINT: 'https://graph.microsoft.us' }, says: /government clouds/ },
    { env: { ...teams, ...azure, GRAPH_ENDPOINT: 'https://microsoftgraph.chinacloudapi.cn' }, says: /21Vianet/ },
  ];
  for (const { env, says } of halves) {
    it(`half a configuration is refused: ${Object.keys(env).join(', ')} (${says.source.slice(0, 30)})`, () => {
      const config = readConfig(env);
      assert.match(config.ok ? '' : config.refusal.problems.join('\n'), says);
    });
  }

  it('that are in files are named without their value where the file cannot be read, which may be the secret itself', () => {
    const env = {
      ...teams,
      ...azure,
      AZURE_CLIENT_SECRET: '',
      AZURE_CLIENT_SECRET_FILE: 'S3cret',
      DATA_DIR_FILE: '/nowhere',
    };
    const config = readConfig(env);
    const problems = config.ok ? '' : config.refusal.problems.join('\n');
    assert.match(problems, /AZURE_CLIENT_SECRET_FILE: the file that it names cannot be read/);
    assert.match(problems, /DATA_DIR_FILE: the file that it names cannot be read/);
    assert.doesNotMatch(problems, /S3cret/);
  });

  it('name a tenant by what can be an id of one', () => {
    const config = readConfig({ ...teams, ...azure, AZURE_TENANT_ID: '../t' });
    assert.match(config.ok ? '' : config.refusal.problems.join('\n'), /AZURE_TENANT_ID: the tenant's id, a GUID/);
  });

  describe('of several organizations', () => {
    const secrets: Record<string, string> = { '/a': 'secret of a\n', '/b': 'secret of b', '/graph': 'graph' };
    const read = (file: object) => (path: string) => {
      const text = path === '/tenants.json' ? JSON.stringify(file) : secrets[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    };
    const idOf = (letter: string): string => `${letter.repeat(8)}-0000-4000-8000-000000000001`;
    const botOf = (letter: string): string => `${letter.repeat(8)}-0000-4000-8000-00000000000b`;
    const shortly = (text: string): string => text.replaceAll(/([a-f])\1{7}-0000-4000-8000-000000000001/gi, '$1');
    const organization = (letter: string, secret: string) => ({
      ...{ MicrosoftAppId: botOf(letter), MicrosoftAppPassword_FILE: secret, MicrosoftAppTenantId: idOf(letter) },
      ...{ AZURE_TENANT_ID: idOf(letter), AZURE_CLIENT_ID: graphId, AZURE_CLIENT_SECRET_FILE: '/graph' },
    });
    const managed = (letter: string) => ({
      ...{ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: botOf(letter), MicrosoftAppTenantId: idOf(letter) },
      ...{ AZURE_TENANT_ID: idOf(letter) },
    });
    const env = { TENANTS_FILE: '/tenants.json' };

    it('are read from one file, with secrets in files of their own', () => {
      const config = readConfig(env, read({ tenants: [organization('A', '/a'), organization('B', '/b')] }));
      assert.ok(config.ok);
      assert.deepEqual(
        config.value.tenants.map(({ tenant: of, bot }) => [shortly(of), bot?.id, secretIn(bot)]),
        [
          ['a', botOf('A'), 'secret of a'],
          ['b', botOf('B'), 'secret of b'],
        ],
      );
    });

    it('are served but for those whose own settings are wrong, each with everything that is', () => {
      const tenants = [
        organization('A', '/a'),
        { ...organization('B', '/nowhere'), MicrosoftAppPassword: 'in the file' },
        organization('a', '/b'),
        { ...organization('C', '/b'), PORT: '1' },
        { ...organization('D', '/b'), MicrosoftAppId: botOf('a') },
        { ...managed('E'), AZURE_CLIENT_ID: botOf('e') },
        managed('F'),
      ];
      const config = readConfig(env, read({ tenants }));
      assert.ok(config.ok);
      assert.deepEqual(
        config.value.tenants.map(({ tenant: of }) => shortly(of)),
        ['a', 'e'],
      );
      const told = config.value.broken
        .map(({ name, problems }) => `${shortly(name)}: ${problems.join('; ')}`)
        .join('\n');
      assert.match(told, /b: MicrosoftAppPassword: give MicrosoftAppPassword_FILE instead/);
      assert.match(told, /a: another organization of the file has the same tenant id/);
      assert.match(told, /d: MicrosoftAppId: another organization of the file has the same/);
      assert.match(told, /f: Microsoft Graph: a managed identity serves one organization of the file/);
      assert.match(told, /c: PORT: not a setting of an organization/);
    });

    it('have each a mode and a gateway of their own; one that asks for what there is not is left out', () => {
      const tenants = [
        { ...organization('A', '/a'), CREDITS_MODE: 'mirror' },
        { ...organization('B', '/b'), CREDITS_MODE: 'operate' },
      ];
      const config = readConfig(env, read({ tenants }));
      assert.ok(config.ok);
      assert.deepEqual(
        config.value.tenants.map(({ tenant: of, mode, gateway }) => [shortly(of), mode, gateway]),
        [['a', 'mirror', 'admin-center']],
      );
      assert.match(
        config.value.broken.map(({ name, problems }) => `${shortly(name)}: ${problems.join('; ')}`).join('\n'),
        /^b: .*operate needs a gateway/,
      );
    });

    it('are refused where no file, none that is good, or settings beside it are given', () => {
      const problems = (settings: Record<string, string>, file: object): string => {
        const config = readConfig(settings, read(file));
        return config.ok ? '' : config.refusal.problems.join('\n');
      };
      assert.match(problems({ TENANTS_FILE: '/none' }, {}), /TENANTS_FILE: the file that it names cannot be read/);
      assert.match(
        problems(env, { tenants: [organization('A', '/a'), {}] }),
        /sandboxes and real organizations cannot be served by one program/,
      );
      assert.match(problems(env, { tenants: 'x' }), /is not JSON of the form/);
      assert.match(
        problems(env, { tenants: [{ AZURE_TENANT_ID: tenant }] }),
        /Microsoft Graph: .*AZURE_CLIENT_ID, AZURE_CLIENT_SECRET missing/,
      );
      assert.match(problems({ ...env, ...azure }, { tenants: [organization('A', '/a')] }), /leave them out here/);
    });
  });
});
