import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { Organizations, type Organization } from '../../bot/app/organizations.ts';
import { readConfig } from '../../bot/config.ts';
import type { TenantConfig } from '../../bot/configuration/tenant-config.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { DriverError, type Rounds, type Stores } from '../../bot/ports/index.ts';
import { makeServer } from '../../bot/web/server.ts';
import { textOf } from '../support/card.ts';
import { CommandLine } from '../support/command-line.ts';
import { aFolder } from '../support/drivers.ts';
import { Office } from '../support/office.ts';
import { TeamsClient } from '../support/teams-client.ts';
import { unwatched } from '../support/unwatched.ts';

const a = '00000000-0000-0000-0000-00000000000aa';
const b = '00000000-0000-0000-0000-00000000000bb';

describe('the organizations of a program that runs', () => {
  let folder: string;
  let stores: Stores;
  const offices: Office[] = [];
  let asked: string[];
  let closed: string[];
  let failing: string | undefined;
  let organizations: Organizations;
  let open: (own: TenantConfig) => Promise<Organization>;

  const c = '00000000-0000-0000-0000-00000000000cc';
  const configured = (...tenants: readonly Record<string, string>[]): readonly TenantConfig[] => {
    const config = readConfig({ TENANTS_FILE: '/file' }, () => JSON.stringify({ tenants }));
    assert.ok(config.ok);
    return config.value.tenants;
  };
  const plain = (...tenants: readonly string[]) => configured(...tenants.map(tenant => ({ ALLOWED_TENANTS: tenant })));
  const officeOf = (tenant: string): Office => offices.findLast(({ tenantId }) => tenantId === tenant)!;
  const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

  beforeEach(async () => {
    folder = await aFolder();
    stores = openEmbedded(path.join(folder, 'data'), systemClock);
    [asked, closed, failing] = [[], [], undefined];
    open = async ({ tenant, isBeta }) => {
      if (tenant === failing) throw new DriverError('no-graph', 'it cannot be opened');
      const part = { ...stores.of(tenant), scheduler: stores.scheduler, close: () => Promise.resolve() };
      const office = await new Office(part, tenant).open();
      offices.push(office);
      const name = `${tenant.at(-1) ?? ''}${isBeta ? ' beta' : ''}`;
      asked.push(`open ${name}`);
      return {
        ...{ tenant: office.tenant, channel: office.served.channel },
        close: () => Promise.resolve(void closed.push(name)),
      };
    };
    const said = (what: string) => (key: string) => Promise.resolve(void asked.push(`${what} ${key.at(-1) ?? ''}`));
    const rounds: Rounds = { add: said('add'), remove: said('remove'), stop: () => said('stop')('') };
    organizations = new Organizations({ open: own => open(own), rounds: () => rounds, log: pino({ level: 'silent' }) });
  });
  afterEach(async () => {
    await organizations.stop();
    for (const office of offices.splice(0)) await office.close();
    await stores.close();
    await rm(folder, { recursive: true });
  });

  const serving = async (): Promise<{ readonly address: string; readonly stop: () => void }> => {
    const server = makeServer({
      ...{ ...unwatched, served: organizations.served, isSandbox: true },
      log: pino({ level: 'silent' }),
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return { address: `http://127.0.0.1:${server.address().port}`, stop: () => void server.close() };
  };

  it('become others: new ones open, changed ones open anew, those that are gone end, the rest is not touched', async () => {
    await organizations.become(plain(a, b));
    const untouched = organizations.served.get(b);
    asked = [];
    const changes = await organizations.become([
      ...plain(b, c),
      ...configured({ ALLOWED_TENANTS: a, GRAPH_BETA: '1' }),
    ]);
    assert.deepEqual([changes.opened, changes.ended, changes.unchanged, changes.failures], [[c, a], [], [b], []]);
    assert.deepEqual(asked, ['open c', 'add c', 'open a beta']);
    assert.equal(organizations.served.get(b), untouched);
    const gone = await organizations.become(plain(b));
    assert.deepEqual([gone.ended.toSorted(), gone.unchanged], [[a, c], [b]]);
    assert.deepEqual([...organizations.served.keys()], [b]);
    await organizations.stop();
    assert.deepEqual(asked.slice(3), ['remove a', 'remove c', 'stop ']);
    assert.deepEqual(closed.toSorted(), ['a', 'a beta', 'b', 'c']);
  });

  it('that are gone are turned away, and end when their turns, rounds and background work have', async () => {
    await organizations.become(plain(a, b));
    const { address, stop } = await serving();
    for (const tenant of [a, b]) officeOf(tenant).moveTo(address);
    const ending: (() => void)[] = [];
    const held = (): Promise<void> => new Promise<void>(resolve => ending.push(resolve));
    const { reached } = officeOf(a).slowed(officeOf(a).tenant.directory, held);
    const answer = officeOf(a).types('balance', { isLeftAlone: true });
    await reached;
    const round = organizations.round(a, held);
    officeOf(a).tenant.background.start('held', held);
    await organizations.become(plain(b));
    const { status } = await officeOf(a).post({ ...officeOf(a).activity({}), type: 'message', text: 'balance' });
    assert.equal(status, 403);
    assert.match(textOf(await officeOf(b).types('about')), /Version test/);
    assert.equal(ending.length, 3);
    for (const end of ending.splice(0)) {
      await turn();
      assert.deepEqual(closed, []);
      end();
    }
    assert.match(textOf(await answer), /set up/i);
    await round;
    await organizations.stop();
    assert.deepEqual(closed.toSorted(), ['a', 'b']);
    stop();
  });

  it('that have changed answer without a pause, while the old one ends beside the new', async () => {
    await organizations.become(plain(a));
    const { address, stop } = await serving();
    const before = officeOf(a);
    before.moveTo(address);
    await before.setsUp();
    let end = (): void => undefined;
    const round = organizations.round(a, () => new Promise<void>(resolve => (end = resolve)));
    await organizations.become(configured({ ALLOWED_TENANTS: a, GRAPH_BETA: '1' }));
    assert.match(textOf(await before.types('balance')), /\$100\.00/);
    assert.deepEqual(closed, []);
    end();
    await round;
    await organizations.stop();
    assert.deepEqual(closed, ['a', 'a beta']);
    stop();
  });

  it('that cannot be opened go on as they were, or are opened the next time', async () => {
    await organizations.become(plain(a));
    const before = organizations.served.get(a);
    failing = a;
    const changed = configured({ ALLOWED_TENANTS: a, GRAPH_BETA: '1' });
    const { failures } = await organizations.become([...plain(b), ...changed]);
    assert.equal(failures.length, 1);
    assert.deepEqual([organizations.served.get(a), [...organizations.served.keys()]], [before, [a, b]]);
    failing = undefined;
    assert.deepEqual((await organizations.become([...plain(b), ...changed])).opened, [a]);
  });

  it('asked to become others twice at once, become the one and then the other', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>(resolve => (release = resolve));
    const prompt = open;
    open = async own => {
      if (own.tenant === a) await released;
      return prompt(own);
    };
    const first = organizations.become(plain(a));
    const second = organizations.become(plain(b));
    await turn();
    assert.deepEqual(asked, []);
    release();
    await Promise.all([first, second]);
    assert.deepEqual(asked, ['open a', 'add a', 'remove a', 'open b', 'add b']);
  });
});

/** Nobody but the user of the program reads a thing that it has written. */
async function isPrivate(folder: string): Promise<void> {
  const written = await readdir(folder, { recursive: true });
  assert.ok(written.length > 5);
  for (const name of ['.', ...written]) {
    const { mode } = await stat(path.join(folder, name));
    assert.equal(mode & 0o077, 0, name);
  }
}

describe('the program with a file of organizations', function () {
  this.timeout(60_000);

  it('reads it again on SIGHUP, leaves all as it is where it is wrong, and ends in order', async () => {
    const folder = await aFolder();
    const file = path.join(folder, 'tenants.json');
    const write = (...tenants: readonly string[]): Promise<void> =>
      writeFile(file, JSON.stringify({ tenants: tenants.map(tenant => ({ ALLOWED_TENANTS: tenant })) }));
    await write(a);
    const child = spawn(process.execPath, ['bot/main.ts'], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: path.join(folder, 'data'), TENANTS_FILE: file },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit');
    let said = '';
    let heard = (): void => undefined;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => {
        said += part.toString();
        heard();
      });
    const says = async (sentence: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const found = sentence.exec(said);
        if (found !== null) return found;
        await new Promise<void>(resolve => (heard = resolve));
      }
    };
    const hangsUp = async (sentence: RegExp): Promise<void> => {
      said = '';
      child.kill('SIGHUP');
      await says(sentence);
    };
    try {
      const [, address = ''] = await says(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
      const client = new TeamsClient().connect({ address, serviceUrl: 'http://127.0.0.1:9' });
      const asks = async (tenant: string): Promise<number> => {
        const activity = {
          ...client.activity({ tenant }),
          type: 'message',
          text: 'about',
          deliveryMode: 'expectReplies',
        };
        return (await client.post(activity)).status;
      };
      assert.deepEqual([await asks(a), await asks(b)], [200, 403]);
      await write(a, b);
      await hangsUp(
        /"opened":\["[^"]*bb"\],"ended":\[\],"unchanged":1,"failed":0,"msg":"the settings were read again"/,
      );
      assert.deepEqual([await asks(a), await asks(b)], [200, 200]);
      await writeFile(file, '{"tenants": [');
      await hangsUp(/"problems":\["TENANTS_FILE: the file that it names is not JSON[^\n]*all is left as it is/);
      assert.deepEqual([await asks(a), await asks(b)], [200, 200]);
      await write(b);
      await hangsUp(/"opened":\[\],"ended":\["[^"]*aa"\],"unchanged":1/);
      await says(/"tenant":"[^"]*aa","msg":"an organization has ended"/);
      assert.deepEqual([await asks(a), await asks(b)], [403, 200]);
      child.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null]);
      await isPrivate(path.join(folder, 'data'));
    } finally {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true });
    }
  });
});

describe('the command line of several organizations', () => {
  it('asks which one is meant, takes it however it is written, and shows nothing of the others', async () => {
    const line = await CommandLine.open();
    try {
      const file = path.join(line.folder, 'tenants.json');
      await writeFile(file, JSON.stringify({ tenants: [{ ALLOWED_TENANTS: a }, { ALLOWED_TENANTS: b }] }));
      const both = line.with({ TENANTS_FILE: file });
      const asked = await both.run('balance');
      assert.equal(asked.code, 2);
      assert.match(asked.err, /--tenant is needed: .*aa, .*bb/);
      const typo = await both.run('balance', '--tenant', 'typo');
      assert.deepEqual([typo.code, typo.out], [2, '']);
      assert.match(typo.err, /--tenant typo: none of .*aa, .*bb/);
      await both.json('buy', '--amount', '70', '--reference', 'x', '--tenant', a.toUpperCase());
      assert.equal((await both.json('balance', '--tenant', a))['balance'], '70.00');
      for (const words of [['balance'], ['history'], ['verify'], ['export', '--format', 'ndjson'], ['explain', 'x']]) {
        const { out } = await both.run(...words, '--tenant', b);
        assert.doesNotMatch(out, /70(\.00|000000)/, words.join(' '));
      }
      // One whose settings are wrong is still one of several: the other is not meant by itself.
      await writeFile(file, JSON.stringify({ tenants: [{ ALLOWED_TENANTS: a }, { ALLOWED_TENANTS: b, PORT: '1' }] }));
      assert.match((await both.run('balance')).err, /--tenant is needed/);
      const wrong = await both.run('balance', '--tenant', b);
      assert.deepEqual([wrong.code, wrong.out], [1, '']);
      assert.match(wrong.err, /PORT: not a setting of an organization/);
    } finally {
      await line.close();
    }
  });
});
