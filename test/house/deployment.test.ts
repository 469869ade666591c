import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { readConfig } from '../../bot/config.ts';
import { organizationSettings } from '../../bot/configuration/organization-settings.ts';
import { programSettings } from '../../bot/configuration/program-settings.ts';
import { requests } from '../../bot/drivers/graph/requests.ts';
import { proxiedPaths } from '../production/proxied-paths.ts';
import { textOf } from './imports.ts';

// What the bot is deployed with, as far as that can be held without a cloud; `npx node test/production/image.ts` takes the image's steps.

const dockerfile = textOf('manifest/Dockerfile');
const image = DockerfileParser.parse(dockerfile);

interface Template {
  readonly parameters: object;
  readonly variables: object & Readonly<Record<`${string}Lines`, readonly string[]>>;
  readonly resources: readonly {
    readonly type: string;
    readonly condition?: string;
    readonly properties?: object;
  }[];
}
const templateText = textOf('manifest/azure/credits.json');
const template = JSON.parse(templateText) as Template;

describe('what the bot is deployed with', () => {
  it('is an image without a fault, of the Node that the package names, that runs as somebody who is not root', () => {
    const { optionalDependencies } = JSON.parse(textOf('package.json')) as {
      readonly optionalDependencies: { readonly node: string };
    };
    assert.deepEqual(validate(dockerfile), []);
    for (const from of image.getFROMs())
      assert.match(from.getImage() ?? '', new RegExp(`^node:${optionalDependencies.node}-`));
    const last = image
      .getInstructions()
      .filter(one => ['USER', 'CMD', 'STOPSIGNAL', 'HEALTHCHECK'].includes(one.getKeyword()));
    assert.deepEqual(
      last.map(one => one.getKeyword()),
      ['USER', 'STOPSIGNAL', 'HEALTHCHECK', 'CMD'],
    );
    assert.equal(last[0]?.getRawArgumentsContent(), 'node');
    // npm, or a shell, would keep SIGTERM to itself.
    assert.deepEqual(JSON.parse(last.at(-1)?.getRawArgumentsContent() ?? ''), ['node', 'bot/main.ts']);
  });

  it('uses actions by commit', () => {
    const folder = path.join(import.meta.dirname, '../../.github/workflows');
    const used = readdirSync(folder).flatMap(file =>
      [...textOf(`.github/workflows/${file}`).matchAll(/uses: (\S+)(.*)/g)].map(([, action = '', comment = '']) => ({
        action,
        comment,
      })),
    );
    assert.ok(used.length > 5);
    for (const { action, comment } of used) {
      assert.match(action, /^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
      assert.match(comment, /^ # v\d+\.\d+\.\d+$/, action);
    }
  });

  it('is a template whose every parameter and variable is there, and is used', () => {
    for (const kind of ['parameters', 'variables'] as const) {
      const used = new Set(
        [...templateText.matchAll(new RegExp(`\\b${kind}\\('(\\w+)'\\)`, 'g'))].map(([, name]) => name),
      );
      assert.deepEqual([...used].toSorted(), Object.keys(template[kind]).toSorted(), kind);
    }
  });

  it('is a template in which small and large are each whole', () => {
    const typesOf = (condition: string): readonly string[] =>
      template.resources.filter(one => one.condition === condition).map(({ type }) => type);
    assert.ok(typesOf("[variables('isSmall')]").includes('Microsoft.Compute/virtualMachines'));
    assert.ok(typesOf("[variables('isLarge')]").includes('Microsoft.DBforPostgreSQL/flexibleServers'));
    assert.ok(typesOf("[variables('isLarge')]").includes('Microsoft.App/containerApps'));
    const teams = template.resources.find(({ type }) => type === 'Microsoft.BotService/botServices/channels');
    // Without isEnabled Teams takes the package for that of an invalid bot.
    assert.deepEqual(teams?.properties, { channelName: 'MsTeamsChannel', properties: { isEnabled: true } });
  });

  it('starts a machine’s container again, though one of its name was left by a crash', () => {
    const lines = template.variables['runLines'] ?? [];
    const [before, start] = ['ExecStartPre=-', 'ExecStart='].map(key => lines.findIndex(line => line.startsWith(key)));
    assert.equal(lines[before ?? -1], 'ExecStartPre=-/usr/bin/docker rm --force credits');
    assert.match(lines[start ?? -1] ?? '', /--name credits /);
  });

  it('has a proxy on the machine that passes on what the guide’s does', () =>
    assert.deepEqual(
      proxiedPaths((template.variables['caddyLines'] ?? []).join('\n')),
      proxiedPaths(textOf('manifest/README.md')),
    ));

  it('keeps what Node compiles where nobody but its user, or nobody at all, can change it', () => {
    const cacheOf = (text: string): string => /\bNODE_COMPILE_CACHE=(\S+)/.exec(text)?.[1] ?? '';
    const unit = textOf('manifest/systemd/credits.service');
    const [, name = ''] = /^CacheDirectory=(.+)$/m.exec(unit) ?? [];
    assert.equal(cacheOf(unit), `/var/cache/${name}`);
    assert.match(unit, /^CacheDirectoryMode=0700$/m);
    const env = image.getENVs().map(one => cacheOf(one.getRawArgumentsContent() ?? ''));
    const made = image
      .getInstructions()
      .map(one => one.getRawArgumentsContent() ?? '')
      .filter(text => text.includes('chown -R root:root'));
    assert.deepEqual(
      made.map(text => cacheOf(text)),
      env,
    );
    assert.ok(made[0]?.includes(`chown -R root:root ${env[0] ?? ''} && chmod -R a+rX ${env[0] ?? ''}`));
  });

  it('sets nothing that is no setting', () => {
    const known = new Set(Object.keys({ ...programSettings, ...organizationSettings }));
    const ofMachine = (template.variables['settingsLines'] ?? []).map(line => line.split('=')[0] ?? '');
    const ofApp = [...templateText.matchAll(/"name": "([A-Z][A-Za-z_]+)",\s+"(?:value|secretRef)"/g)].map(
      ([, name = '']) => name,
    );
    assert.ok(ofMachine.length > 5 && ofApp.length > 5);
    for (const name of [...ofMachine, ...ofApp]) assert.ok(known.has(name), name);
  });

  it('is a template whose settings, small and large, start a mirror by the managed identity', () => {
    const [clientId, tenantId] = ['22222222-0000-4000-8000-000000000002', '11111111-0000-4000-8000-000000000001'];
    /** What Azure fills in. */
    const filled = (value: string): string =>
      value
        .replaceAll(/\{0\}|^\[reference\(.*\]$/g, clientId)
        .replaceAll(/\{1\}|^\[subscription\(.*\]$/g, tenantId)
        .replace('{2}', 'host')
        .replace(/^\[format\('https:.*\]$/, 'https://host');
    const { variables, resources } = template;
    const app = resources.find(({ type }) => type === 'Microsoft.App/containerApps') as unknown as {
      readonly properties: {
        readonly template: { readonly containers: readonly { readonly env: readonly Given[] }[] };
      };
    };
    interface Given {
      readonly name: string;
      readonly value?: string;
      readonly secretRef?: string;
    }
    const secrets: Readonly<Record<string, string>> = {
      'database-url': 'postgres://credits:secret@name.postgres.database.azure.com/credits?sslmode=verify-full',
      'metrics-token': tenantId,
    };
    const small = (variables['settingsLines'] ?? []).map(line => line.split('=') as [string, string]);
    const large = app.properties.template.containers.flatMap(({ env }) =>
      env.map(({ name, value, secretRef }) => [name, value ?? secrets[secretRef ?? ''] ?? ''] as const),
    );
    for (const settings of [small, large]) {
      const read = readConfig(Object.fromEntries(settings.map(([name, value]) => [name, filled(value)])));
      assert.ok(read.ok, read.ok ? '' : read.refusal.problems.join());
      const [{ mode, bot, graph }] = read.value.tenants;
      const identity = { kind: 'managed-identity', clientId };
      assert.deepEqual(
        { mode, bot: bot?.identity, graph: graph.credentials },
        { mode: 'mirror', bot: identity, graph: identity },
      );
    }
  });

  it('is granted exactly the permissions that requests need', () => {
    const script = textOf('manifest/azure/permissions.sh');
    const granted = [...script.matchAll(/^ {2}\[([\w.-]+)\]=/gm)].map(([, permission = '']) => permission);
    const needed = new Set(
      Object.values(requests)
        .map(({ permission }) => permission)
        .filter(name => /^[\w.-]+$/.test(name)),
    );
    assert.deepEqual(granted.toSorted(), [...needed].toSorted());
  });
});
