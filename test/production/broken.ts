import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { hourMs } from '../../core/index.ts';
import type { Manner } from './machine.ts';
import { installed, Operator, withSettings, type Rehearsal } from './operator.ts';
import { hosts } from './private-network.ts';

/** One thing that is wrong, and what doctor is to say of it. */
interface Wrong {
  readonly what: string;
  readonly expected: readonly string[];
  /** Makes it so; gives what makes it well again. */
  readonly breaks?: (operator: Operator) => () => void;
  /** What the shell does before it asks doctor. */
  readonly shell?: string;
  readonly args?: string;
  readonly manner?: (operator: Operator) => Manner;
}

const secretOf =
  (which: 'bot' | 'graph', secret: string) =>
  ({ cloud, registered }: Operator) => {
    const app = cloud.app(registered[which]);
    const before = app.secret;
    app.secret = secret;
    return () => void (app.secret = before);
  };

const without = (permission: string, expected = 'permission-missing'): Wrong => ({
  what: `without ${permission}`,
  expected: [expected],
  breaks: ({ cloud, registered }) => {
    const { roles } = cloud.app(registered.graph);
    roles.delete(permission);
    return () => void roles.add(permission);
  },
});

const silent = (host: string, ...expected: readonly string[]): Wrong => ({
  what: `${host} is silent`,
  expected,
  breaks: ({ cloud }) => {
    cloud.down.add(host);
    return () => void cloud.down.delete(host);
  },
});

const home = '/home/operator/credits';
const copied = 'mkdir -m 700 -p other && cp -r data/. other/ && export DATA_DIR=other';
const inDatabase = (sql: string): string =>
  `node_modules/.bin/node -e "new (require('node:sqlite').DatabaseSync)('other/ledger.sqlite').exec(process.argv[1])" "${sql}"`;

const wrongs: readonly Wrong[] = [
  { what: 'all is well', expected: [] },
  { what: 'the bot’s secret is wrong', expected: ['secret-wrong'], breaks: secretOf('bot', 'another') },
  { what: 'the bot’s secret has expired', expected: ['secret-expired'], breaks: secretOf('bot', 'expired') },
  { what: 'Graph’s secret is wrong', expected: ['secret-wrong'], breaks: secretOf('graph', 'another') },
  { what: 'Graph’s secret has expired', expected: ['secret-expired'], breaks: secretOf('graph', 'expired') },
  { what: 'secrets that have ended', expected: ['secrets-over'], shell: 'export CREDENTIALS_EXPIRE=2026-01-01' },
  {
    what: 'another tenant',
    expected: ['tenant-unknown'],
    shell: 'export MicrosoftAppTenantId=aaaaaaaa-0000-4ccc-8ddd-eeeeeeeeeeee',
  },
  {
    what: 'an app that is not there',
    expected: ['app-unknown'],
    shell: 'export AZURE_CLIENT_ID=99999999-0000-4777-8666-555555555555',
  },
  without('User.Read.All'),
  without('Organization.Read.All'),
  without('CallRecord-PstnCalls.Read.All'),
  without('LicenseAssignment.ReadWrite.All', 'permission-optional'),
  silent(hosts.entra, 'token-unreachable'),
  silent(hosts.graph, 'graph-unreachable'),
  silent(hosts.botFramework, 'teams-keys-unreachable'),
  silent(hosts.bot, 'address-silent'),
  {
    what: 'the clock is an hour off',
    expected: ['clock-wrong'],
    breaks: ({ cloud }) => {
      cloud.aheadMs = hourMs;
      return () => void (cloud.aheadMs = 0);
    },
  },
  {
    what: 'the disk is full',
    expected: ['space-out'],
    shell: copied,
    manner: () => ({
      mounts: ['--size', String(32 << 20), '--tmpfs', `${home}/other`, '--chmod', '0777', `${home}/other`],
    }),
  },
  {
    what: 'the folder is read-only',
    expected: ['store-read-only'],
    manner: ({ machine }) => ({ mounts: ['--ro-bind', machine.at(`${installed}/data`), `${home}/data`] }),
  },
  {
    what: 'a store of a newer version',
    expected: ['store-newer'],
    shell: `${copied} && ${inDatabase('PRAGMA user_version = 99')}`,
  },
  {
    what: 'a changed entry',
    expected: ['ledger-damaged'],
    shell: `${copied} && ${inDatabase("DROP TRIGGER entriesAreNotUpdated; UPDATE entries SET entry = replace(entry, '250', '350')")}`,
  },
  {
    what: 'a torn file',
    expected: ['store-damaged'],
    shell: `${copied} && rm -f other/*-wal other/*-shm && printf x%.0s {1..4096} > other/ledger.sqlite`,
  },
  {
    what: 'the database is gone',
    expected: ['store-unreachable'],
    shell: 'export DATABASE_URL=postgres://bot@127.0.0.1:1/credits',
  },
  { what: 'an app package of another bot', expected: ['package-other-bot'], args: '--package other-bot.zip' },
  { what: 'a setting that is wrong', expected: ['setting-wrong'], shell: 'export PUBLIC_URL=credits.contoso.example' },
  { what: 'half of the settings', expected: ['setting-wrong'], shell: 'unset AZURE_CLIENT_ID' },
];

const answerShape = z.object({
  light: z.string(),
  findings: z.array(
    z.object({ area: z.string(), kind: z.string(), light: z.string(), seen: z.string(), do: z.string().nullable() }),
  ),
});

/** Doctor with each thing wrong in turn: each is red, named, and all else is as before. */
export async function broken(given: Rehearsal): Promise<void> {
  const { report, checkout } = given;
  const operator = await new Operator(given).begin();
  try {
    await report.step('install, start, set up', async () => {
      await operator.isInstalled();
      await operator.starts();
      await operator.setsUp();
      makePackage(checkout, operator.machine.at(`${installed}/other-bot.zip`));
      return 'there is a book';
    });
    for (const wrong of wrongs) await report.step(wrong.what, () => examined(operator, wrong, given));
  } finally {
    await operator.end();
  }
}

async function examined(operator: Operator, wrong: Wrong, { report }: Rehearsal): Promise<string> {
  const { expected, breaks, shell = 'true', args = '', manner } = wrong;
  const mend = breaks?.(operator);
  try {
    const command = `${withSettings} && ${shell} && node_modules/.bin/node bot/ledger.ts doctor --json ${args}`;
    const { code, out, err, ms } = await operator.machine.run(command, { where: installed, ...manner?.(operator) });
    const parsed = answerShape.safeParse(JSON.parse(out.trim() === '' ? '{}' : out));
    assert.ok(parsed.success, `exit ${code}: ${out}${err}`);
    const notGreen = parsed.data.findings.filter(({ light }) => light !== 'green');
    for (const { light, area, seen, do: remedy } of notGreen)
      report.shows(`${light.padEnd(5)} ${area}: ${seen}${remedy === null ? '' : ` → ${remedy}`}`);
    const kinds = notGreen.filter(({ light }) => light === 'red').map(({ kind }) => kind);
    const isRed = kinds.length > 0;
    for (const kind of expected)
      assert.ok(
        notGreen.some(one => one.kind === kind),
        `${kind} is not among ${kinds.join(', ')}`,
      );
    assert.equal(code, isRed ? 1 : 0);
    return `${parsed.data.light}: ${notGreen.map(({ kind }) => kind).join(', ')}; exit ${code}, ${Math.round(ms)} ms`;
  } finally {
    mend?.();
    await operator.machine.run('rm -rf other', { where: installed });
  }
}

/** By whoever has the tools for it. */
function makePackage(checkout: string, out: string): void {
  const id = '22222222-2222-4333-8444-555555555555';
  const made = spawnSync(process.execPath, [path.join(checkout, 'manifest/build.ts'), '--bot-id', id, '--out', out]);
  assert.equal(made.status, 0, made.stderr.toString());
}
