import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { organizationSettings } from '../../bot/configuration/organization-settings.ts';
import { programSettings } from '../../bot/configuration/program-settings.ts';
import { readSettings, type Setting, type SettingsTable } from '../../bot/configuration/settings-table.ts';
import { heldUntilRestart, readConfig } from '../../bot/config.ts';
import { SettingFiles } from '../../bot/drivers/system/setting-files.ts';
import { aFolder } from '../support/drivers.ts';

const settings = { ...programSettings, ...organizationSettings };
const table: SettingsTable = settings;
const guid = '11111111-0000-4000-8000-000000000001';
const pem = readFileSync(new URL('../data/app-certificate.pem', import.meta.url), 'utf8').trim();
const elliptic = readFileSync(new URL('../data/loopback.pem', import.meta.url), 'utf8').trim();
const part = (of: string, kind: string): string =>
  new RegExp(`-----BEGIN ${kind}-----[^]+?-----END ${kind}-----`).exec(of)?.[0] ?? '';

/** What may come where an address is expected, and is none that is safe. */
const notAddresses = [
  'credits.example',
  'http://credits.example',
  'ftp://credits.example',
  'https://',
  guid,
  'tcp:443',
];
const notIds = ['Credits bot', 'contoso.onmicrosoft.com', `${guid}/`, `{${guid}}`, guid.slice(1), `api://${guid}`];
const notFlags = ['yes', 'true', 'TRUE', 'on', '2', '01'];

/** Of every setting: a value that is right, and values that are wrong, each in a way that people meet. */
const values: Readonly<Record<keyof typeof settings, { readonly good: string; readonly wrong: readonly string[] }>> = {
  PORT: { good: '3979', wrong: ['http', '70000', '-1', '80.5', '0x50', '３９７８', '3978/tcp', guid] },
  DATA_DIR: { good: '/var/lib/credits', wrong: ['postgres://user:hidden@host/db', 'file:///var/lib/credits'] },
  DATABASE_URL: {
    good: 'postgres://user:hidden@host:5432/credits',
    wrong: [
      'host/credits',
      'mysql://user:hidden@host/credits',
      'postgres://user:hidden@host',
      'postgres://host/',
      'postgres:///credits',
    ],
  },
  BACKUP_DIR: { good: '/var/backups/credits', wrong: ['s3://backups/credits', 'https://backups.example'] },
  LOG_LEVEL: { good: 'debug', wrong: ['loud', 'INFO', 'verbose', '30'] },
  PUBLIC_URL: {
    good: 'https://credits.example',
    wrong: [
      ...notAddresses,
      'https://credits.example/api/messages',
      'https://credits.example/?a=b',
      'https://user:hidden@credits.example',
    ],
  },
  METRICS_TOKEN: {
    good: '0123456789abcdef-hidden',
    wrong: ['0123456789', 'two words of a token', 'пароль-пароль-пароль'],
  },
  TEAMS_LIBRARY: { good: 'teams-sdk', wrong: ['botframework', 'Teams-SDK', 'teams', guid] },
  TENANTS_FILE: { good: '/etc/credits/tenants.json', wrong: [] },
  CREDITS_MODE: { good: 'mirror', wrong: ['Mirror', 'own', 'production', '1'] },
  CREDITS_GATEWAY: { good: 'admin-center', wrong: ['stripe', 'admin-centre', 'Sandbox'] },
  TEAMS_STORE: { good: '0', wrong: notFlags },
  MicrosoftAppType: { good: 'UserAssignedMSI', wrong: ['MultiTenant', 'UserAssignedMsi', 'singletenant', guid] },
  MicrosoftAppId: { good: guid, wrong: notIds },
  MicrosoftAppPassword: { good: 'abc~8Q~hidden', wrong: [guid] },
  MicrosoftAppCertificate: {
    good: pem,
    wrong: [
      part(pem, 'CERTIFICATE'),
      part(pem, 'PRIVATE KEY'),
      elliptic,
      '/run/secrets/app.pem',
      'abc~8Q~hidden',
      `${part(pem, 'CERTIFICATE')}\n${part(elliptic, 'PRIVATE KEY')}`,
    ],
  },
  MicrosoftAppTenantId: { good: guid, wrong: notIds },
  TEAMS_APP_ID: { good: guid, wrong: notIds },
  AZURE_TENANT_ID: { good: guid, wrong: notIds },
  AZURE_CLIENT_ID: { good: guid, wrong: notIds },
  AZURE_CLIENT_SECRET: { good: 'abc~8Q~hidden', wrong: [guid] },
  AZURE_CLIENT_CERTIFICATE: { good: pem, wrong: [part(pem, 'CERTIFICATE'), '/run/secrets/app.pem'] },
  MANAGED_IDENTITY_CLIENT_ID: { good: 'system', wrong: ['System', ...notIds] },
  AZURE_FEDERATED_TOKEN_FILE: { good: '/var/run/secrets/token', wrong: [] },
  AZURE_AUTHORITY_HOST: {
    good: 'https://login.microsoftonline.com',
    wrong: [...notAddresses, 'https://login.microsoftonline.us', 'https://login.chinacloudapi.cn'],
  },
  CREDENTIALS_EXPIRE: {
    good: '2027-05-01',
    wrong: ['2027-02-30', '1.5.2027', '2027-5-1', '05/01/2027', 'in May', '2027-05-01T00:00:00Z'],
  },
  GRAPH_ENDPOINT: {
    good: 'https://graph.example',
    wrong: [
      ...notAddresses,
      'https://graph.microsoft.us',
      'https://graph.microsoft.com/v1.0',
      'https://graph.microsoft.com/beta/',
      'https://graph.example?a=b',
    ],
  },
  ALLOWED_TENANTS: { good: guid, wrong: [`${guid},${guid}`, `${guid} ${guid}`, ...notIds] },
  ALLOW_USAGE_LOCATION: { good: '1', wrong: notFlags },
  GRAPH_BETA: { good: '1', wrong: notFlags },
  SMTP_URL: {
    good: 'smtps://user:hidden@mail.example:465',
    wrong: [
      'mail.example:465',
      'https://mail.example',
      'smtp://user@mail.example',
      'smtps://mail.example/path',
      'smtps://mail.example?a=b',
    ],
  },
  MAIL_FROM: { good: 'Credits <alerts@contoso.example>', wrong: ['alerts', 'a@b.example, c@d.example', guid] },
  WEBHOOK_NETWORKS: {
    good: '10.1.2.0/24, fd00::5',
    wrong: ['10.1.2.0/33', '10.1.2', 'monitor', '10.1.2.0/24;fd00::5', '0.0.0.0/0', '::/0'],
  },
  HEARTBEAT_URL: { good: 'https://monitor.example/hidden', wrong: notAddresses },
  RATE_LIMITS: { good: '0', wrong: notFlags },
};

const files: Readonly<Record<string, string>> = { '/empty': '', '/blank': ' \n' };
const failing: Readonly<Record<string, string>> = {
  '/missing': 'ENOENT',
  '/folder': 'EISDIR',
  '/closed': 'EACCES',
  '/a/b': 'ENOTDIR',
};
const readFile =
  (more: Readonly<Record<string, string>> = {}) =>
  (file: string): string => {
    const text = { ...files, ...more }[file];
    if (text === undefined) throw Object.assign(new Error(`${file} is secret`), { code: failing[file] ?? 'EIO' });
    return text;
  };
const read = (name: string, given: Readonly<Record<string, string>>, more?: Readonly<Record<string, string>>) => {
  const { values: found, problems } = readSettings(
    { [name]: table[name]! },
    { values: given, readFile: readFile(more) },
  );
  return { value: found[name], problems };
};

describe('every setting, wrong in every way', () => {
  for (const [name, { good, wrong }] of Object.entries(values)) {
    const { isSecret, hasLines }: Setting = table[name]!;
    /** Is told of by name, says what would be right, and never holds what may be secret. */
    const refuses = (
      given: Readonly<Record<string, string>>,
      says: RegExp,
      more?: Readonly<Record<string, string>>,
    ): void => {
      const { problems } = read(name, given, more);
      assert.ok(problems.length > 0, `${name} took ${JSON.stringify(given).slice(0, 200)}`);
      for (const problem of problems) {
        assert.ok(problem.startsWith(name), problem);
        assert.match(problem, says);
        const shown = Object.values(given).filter(text => text.length > 3 && problem.includes(text));
        assert.ok(isSecret !== true || shown.length === 0, problem);
        assert.doesNotMatch(problem, /hidden/);
      }
    };

    it(name, () => {
      const right = read(name, { [name]: good });
      assert.deepEqual(right.problems, []);
      const out = read(name, {});
      for (const nothing of ['', ' ', '\n', '\t ']) assert.deepEqual(read(name, { [name]: nothing }), out);
      for (const around of [` ${good}`, `${good}\n`, `\u{FEFF}${good}\r\n`]) {
        assert.deepEqual(read(name, { [name]: around }), right);
        assert.deepEqual(read(name, { [`${name}_FILE`]: '/file' }, { '/file': around }), right);
      }
      for (const one of wrong) refuses({ [name]: one }, new RegExp(`^${name}: .{4,}`));
      for (const one of wrong) refuses({ [`${name}_FILE`]: '/file' }, new RegExp(`^${name}: .{4,}`), { '/file': one });
      refuses({ [name]: 'x'.repeat(70_000) }, /at most \d+ characters/);
      if (hasLines !== true) refuses({ [name]: `${good}\n${good}` }, /one line/);
      for (const mark of ['"', "'", '`']) refuses({ [name]: `${mark}${good}${mark}` }, /without the quotation marks/);
      for (const odd of ['\0', '\u{1B}[2J', '\u{FFFD}']) refuses({ [name]: `${good}${odd}x` }, /plain text in UTF-8/);
      for (const open of ['<your value>', `\${${name}}`, '$(cat secret)', `{{ ${name} }}`, `%${name}%`])
        refuses({ [name]: open }, /still to be filled in/);
      refuses({ [name]: good, [`${name}_FILE`]: '/file' }, /_FILE: one of them/, { '/file': good });
      for (const empty of ['/empty', '/blank'])
        refuses({ [`${name}_FILE`]: empty }, /_FILE: the file that it names is empty/);
      refuses({ [`${name}_FILE`]: '/missing' }, /_FILE: the file that it names is not there/);
      refuses({ [`${name}_FILE`]: '/folder' }, /_FILE: what it names is a folder/);
      refuses({ [`${name}_FILE`]: '/closed' }, /_FILE: .* cannot be read by the user of this program/);
      refuses({ [`${name}_FILE`]: '/a/b' }, /_FILE: a part of the path that it names is no folder/);
      refuses({ [`${name}_FILE`]: 'abc~8Q~hidden' }, /_FILE: the file that it names cannot be read \(EIO\)/);
    });
  }

  it('takes an address with a slash at its end as the one without', () => {
    for (const name of ['PUBLIC_URL', 'GRAPH_ENDPOINT', 'AZURE_AUTHORITY_HOST'] as const)
      assert.equal(read(name, { [name]: `${values[name].good}/` }).value, values[name].good);
  });

  it('is told by its right name where only the case of its letters is wrong', () => {
    const told = readConfig({ microsoftappid: guid, AZURE_CLIENT_SECRET_file: '/file', Path: '/bin' });
    assert.deepEqual(told.ok ? [] : told.refusal.problems, [
      'microsoftappid: it is spelled MicrosoftAppId',
      'AZURE_CLIENT_SECRET_file: it is spelled AZURE_CLIENT_SECRET_FILE',
    ]);
  });

  it('is read from files as the system really has them', () => {
    const here = fileURLToPath(new URL('.', import.meta.url));
    const config = readConfig({ DATA_DIR_FILE: here, LOG_LEVEL_FILE: `${here}none` }, path =>
      readFileSync(path, 'utf8'),
    );
    assert.deepEqual(config.ok ? [] : config.refusal.problems, [
      'DATA_DIR_FILE: what it names is a folder, not a file (EISDIR)',
      'LOG_LEVEL_FILE: the file that it names is not there (ENOENT)',
    ]);
  });

  it('that a file holds is read again where the file has changed, and else only as it is asked to be', async () => {
    const folder = await aFolder();
    const [secret, tenants] = ['secret', 'tenants'].map(name => path.join(folder, name)) as [string, string];
    await Promise.all([writeFile(secret, 'smtps://mail.example'), writeFile(tenants, '{}')]);
    const found = new SettingFiles();
    assert.equal(found.areUsed, false);
    assert.equal(found.read(secret), 'smtps://mail.example');
    found.read(tenants);
    assert.throws(() => found.read(path.join(folder, 'none')), { code: 'ENOENT' });
    assert.equal(found.areUsed, true);
    assert.equal(found.haveChanged(), false);
    await writeFile(tenants, '{"tenants":[]}');
    assert.deepEqual([found.haveChanged(), found.haveChanged({ but: tenants })], [true, false]);
    await writeFile(path.join(folder, 'none'), 'come');
    assert.equal(found.haveChanged({ but: tenants }), true);
    found.read(path.join(folder, 'none'));
    // As platforms renew a secret: the link leads to another file.
    await Promise.all([writeFile(path.join(folder, 'new'), 'smtps://other.example'), rm(secret)]);
    assert.equal(found.haveChanged({ but: tenants }), true);
    await symlink(path.join(folder, 'new'), secret);
    assert.equal(found.read(secret), 'smtps://other.example');
    assert.equal(found.haveChanged({ but: tenants }), false);
    await rm(folder, { recursive: true });
  });

  it('of the program holds from the next start on', () => {
    const [before, after] = [{}, { DATA_DIR: '/data', LOG_LEVEL: 'warn' }].map(env => readConfig(env));
    assert.ok(before?.ok === true && after?.ok === true);
    assert.deepEqual(heldUntilRestart(before.value, after.value), ['DATA_DIR', 'LOG_LEVEL']);
    assert.deepEqual(heldUntilRestart(before.value, before.value), []);
  });

  it('in the file of organizations stops that organization, or all of them where the file cannot be read', () => {
    const of = (text: string) => {
      const config = readConfig({ TENANTS_FILE: '/tenants' }, readFile({ '/tenants': text }));
      return config.ok
        ? config.value.broken.flatMap(({ name, problems }) => problems.map(problem => `${name}: ${problem}`))
        : config.refusal.problems;
    };
    const good = { ALLOWED_TENANTS: guid };
    const other = guid.replace(/1$/, '2');
    const form = /^TENANTS_FILE: .* is not JSON of the form \{"tenants": /;
    const whole: readonly (readonly [text: string, says: RegExp])[] = [
      [
        '{"tenants": [\n{"ALLOWED_TENANTS": "hidden",}]}',
        /^TENANTS_FILE: the file that it names is not JSON: see its line 2$/,
      ],
      ['AZURE_TENANT_ID=hidden', /^TENANTS_FILE: the file that it names is not JSON/],
      ['', /^TENANTS_FILE: the file that it names is empty$/],
      ['[]', form],
      ['null', form],
      ['{"tenants": []}', form],
      ['{"tenants": {}}', form],
      ['{"tenants": ["hidden"]}', form],
      [JSON.stringify({ tenants: [good], port: 1 }), form],
      [JSON.stringify({ tenants: Array.from({ length: 1001 }, () => good) }), form],
    ];
    for (const [text, says] of whole) {
      assert.match(of(text).join('\n'), says, text.slice(0, 60));
      assert.doesNotMatch(of(text).join('\n'), /hidden/);
    }
    const own: readonly (readonly [own: object, says: RegExp])[] = [
      [{ ALLOWED_TENANTS: other, GRAPH_BETA: 1 }, /^1{8}.*2: GRAPH_BETA: a text, in quotation marks$/],
      [{ ALLOWED_TENANTS: other, GRAPH_BETA: ['hidden'] }, /GRAPH_BETA: a text, in quotation marks$/],
      [{ ALLOWED_TENANTS: 'hidden' }, /^organization 2: ALLOWED_TENANTS: the tenant's id, a GUID$/],
      [{ ALLOWED_TENANTS: guid }, /another organization of the file has the same tenant id$/],
      [{ ALLOWED_TENANTS: other, DATA_DIR: '/data' }, /DATA_DIR: not a setting of an organization$/],
      [{ ALLOWED_TENANTS: other, Allowed_Tenants: other }, /Allowed_Tenants: not a setting of an organization$/],
      [{ ALLOWED_TENANTS: other, SMTP_URL: 'smtps://hidden' }, /SMTP_URL: give SMTP_URL_FILE instead/],
      [{ ALLOWED_TENANTS: other, SMTP_URL_FILE: '/missing' }, /SMTP_URL_FILE: the file that it names is not there/],
    ];
    for (const [one, says] of own) {
      const told = of(`\u{FEFF}${JSON.stringify({ tenants: [good, one] })}`).join('\n');
      assert.match(told, says);
      assert.doesNotMatch(told, /hidden/);
    }
    for (const [file, says] of [
      ['/missing', 'is not there'],
      ['/folder', 'is a folder'],
      ['/closed', 'cannot be read by the user'],
    ] as const) {
      const config = readConfig({ TENANTS_FILE: file }, readFile());
      assert.match(config.ok ? '' : config.refusal.problems.join(), new RegExp(`^TENANTS_FILE: .*${says}`));
    }
  });
});
