import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { dayMs, ok } from '../../core/index.ts';
import { actions } from '../../bot/app/actions.ts';
import { Organizations, type Organization } from '../../bot/app/organizations.ts';
import { commands } from '../../bot/app/commands.ts';
import { jobs } from '../../bot/app/jobs.ts';
import { verbs } from '../../bot/cli/verbs.ts';
import { readArguments } from '../../bot/cli/arguments.ts';
import type { Session } from '../../bot/cli/terminal.ts';
import { readConfig, type TenantConfig } from '../../bot/config.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { DriverError, type Rounds, type Stores } from '../../bot/ports/index.ts';
import { makeServer } from '../../bot/web/server.ts';
import { textOf } from '../support/card.ts';
import { CommandLine } from '../support/command-line.ts';
import { aFolder } from '../support/drivers.ts';
import { Office } from '../support/office.ts';
import { people, TeamsClient } from '../support/teams-client.ts';
import { walletsOf } from '../support/wallets.ts';

const a = '00000000-0000-0000-0000-00000000000aa';
const b = '00000000-0000-0000-0000-00000000000bb';

/** Two organizations in one program: one store, one server, each with its own bot, Graph and gateway. */
describe('of two organizations in one program', () => {
  let folder: string;
  let stores: Stores;
  let one: Office;
  let other: Office;
  let close: () => Promise<void>;

  const partOf = (tenant: string) => ({
    ...stores.of(tenant),
    scheduler: stores.scheduler,
    close: () => Promise.resolve(),
  });

  beforeEach(async () => {
    folder = await aFolder();
    stores = openEmbedded(path.join(folder, 'data'), systemClock);
    one = await new Office(partOf(a), a).open();
    other = await new Office(partOf(b), b).open();
    const served = new Map([
      [a, one.served],
      [b, other.served],
    ]);
    const server = makeServer({ served, isSandbox: true, log: pino({ level: 'silent' }), isReady: () => true });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    for (const office of [one, other]) office.moveTo(`http://127.0.0.1:${server.address().port}`);
    close = async () => {
      await new Promise<void>(resolve => {
        server.close(() => resolve());
      });
      await one.close();
      await other.close();
      await stores.close();
      await rm(folder, { recursive: true });
    };
    for (const office of [one, other]) {
      await office.setsUp();
      await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    }
  });
  afterEach(() => close());

  /** Everything that is stored of an organization, and what it says of itself. */
  const stateOf = async ({ tenantId, tenant, clock, connector, graphClock }: Office): Promise<unknown> => {
    const { journal, rows, documents, answers } = stores.of(tenantId);
    return {
      entries: await journal.entriesAfter(0),
      head: await journal.head(),
      totals: await rows.totals(),
      remembered: await answers.begin('remembered', { at: clock.now(), until: clock.now() }),
      documents: await Promise.all(
        [
          'settings',
          'conversations',
          'setup',
          'log-cursors',
          'import',
          'assignment-licences',
          'assignment-credits',
          'sandbox-tenant',
          'sandbox-gateway',
          'sandbox-licences',
          'sandbox-actors',
        ].map(name => documents.read(name)),
      ),
      now: tenant.clock.now() - clock.now(),
      waitedForGraph: graphClock.waitedMs,
      told: connector.told().map(card => textOf(card)),
    };
  };

  /** Alters a stored entry of an organization behind the program's back. */
  const damages = (tenant: string): void => {
    const store = new SqliteStore(path.join(folder, 'data', 'ledger.sqlite'));
    for (const { name } of store.database.all("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
      store.database.exec(`DROP TRIGGER ${String(name)}`);
    store.database.run(
      'UPDATE entries SET entry = replace(entry, \'"kind":"rule-set"\', \'"kind":"rule-sat"\') WHERE book IN (SELECT book FROM books WHERE tenant = ?)',
      tenant,
    );
    store.close();
  };

  it('what one says, presses and runs leaves the other as it was: every command, action and job', async () => {
    await other.types('sandbox spend 10');
    await stores.of(b).answers.begin('remembered', { at: other.clock.now(), until: other.clock.now() });
    await stores.of(b).answers.keep('remembered', { text: 'so it was' }, other.clock.now());
    let asked = 0;
    const rolesOf = other.tenant.directory.rolesOf.bind(other.tenant.directory);
    other.tenant.directory.rolesOf = id => {
      asked += 1;
      return rolesOf(id);
    };
    await other.types('balance');
    let release = (): void => undefined;
    let isHeld = true;
    other.tenant.background.start('held', async () => {
      await new Promise<void>(resolve => (release = resolve));
      isHeld = false;
    });
    const before = await stateOf(other);
    const askedBefore = asked;
    const said = ['', ' 60', ' on', ' everyone', ' spend 85', ' calls 20', ' decline', ' people 30', ' throttle 50'];
    for (const { words } of commands) for (const rest of said) await one.types(`${words.en[0] ?? ''}${rest}`);
    const guesses = {
      version: 9,
      order: 'order-x',
      amount: '60',
      beside: true,
      key: 'order-x',
      alert: 'alert-1',
      text: 'balance',
    };
    for (const { verb } of actions)
      await one.invokes(verb, {
        ...guesses,
        who: 'all',
        people: [],
        step: 'billing',
        billing: 'postpaid',
        budget: '5',
      });
    for (const job of jobs) await job.run(one.tenant);
    await one.types('sandbox as Patti');
    await one.types('sandbox advance 365 days');
    for (const job of jobs) await job.run(one.tenant);
    await one.tenant.idle();
    assert.ok(one.tenant.clock.now() - one.clock.now() > 364 * dayMs);
    assert.ok(one.graphClock.waitedMs > 0, 'half of its requests were throttled');
    assert.deepEqual(await stateOf(other), before);
    await one.types('sandbox reset');
    await one.setsUp();
    assert.deepEqual(await stateOf(other), before);
    damages(a);
    assert.equal((await one.tenant.ledger.audit()).ok, false);
    assert.match(textOf(await one.types('balance')), /damaged/);
    assert.deepEqual(await stateOf(other), before);
    await one.tenant.assignmentWorker.halt();
    await one.tenant.idle();
    assert.equal(isHeld, true);
    release();
    assert.match(textOf(await other.types('balance')), /\$90\.00/);
    // Its roles are still those that it remembered, and nobody asked for them meanwhile.
    assert.equal(asked, askedBefore);
  });

  it('what an operator does to one leaves the other as it was, and shows nothing of it: every verb', async () => {
    await other.types('sandbox spend 12.34');
    const before = await stateOf(other);
    const entries = await stores.of(b).journal.entriesAfter(0);
    const secrets = ['12.34', '87.66', b, ...entries.map(({ id }) => id)];
    await writeFile(path.join(folder, 'usage.csv'), 'no export');
    const { journal, rows, documents } = stores.of(a);
    const ledger = walletsOf(stores.of(a));
    const ran: string[] = [];
    for (const verb of verbs) {
      const asked = readArguments(verbs, verb.example.split(' > ')[0]?.split(' ') ?? []);
      assert.ok(asked.kind === 'run');
      const written: string[] = [];
      const say = (text: string): void => void written.push(text);
      const session: Session = {
        ...{
          tenant: a,
          tenantAsked: a,
          isJson: false,
          mode: one.tenant.mode,
          journal,
          rows,
          documents,
          stores,
          ledger,
        },
        ...{ hash: sha256, now: one.clock.now(), write: say, note: say, progress: say, ask: undefined },
        paint: (_color, text) => text,
        readInput: () => Promise.resolve(Buffer.from('')),
        walletOf: async tenant => {
          const read = await walletsOf(stores.of(tenant)).read();
          return read.ok ? ok({ wallet: read.value.wallet, now: one.clock.now() }) : read;
        },
        // A copy is of the whole store: it has a place of its own, or fails.
        openStore: () => Promise.resolve(openEmbedded(path.join(folder, `copy of ${verb.name}`), systemClock)),
      };
      const isDone = await verb.run(session, asked.values, asked.words).then(
        () => true,
        (error: unknown) => {
          written.push(String(error));
          return false;
        },
      );
      if (isDone) ran.push(verb.name);
      const isOfAll = ['backup', 'restore', 'migrate'].includes(verb.name);
      const shown = written.join('\n');
      if (!isOfAll) for (const secret of secrets) assert.ok(!shown.includes(secret), `${verb.name}: ${shown}`);
      assert.deepEqual(await stateOf(other), before, verb.name);
    }
    for (const name of ['buy', 'balance', 'export', 'erase', 'backup', 'statement'])
      assert.ok(ran.includes(name), `${name}: ${ran.join()}`);
    assert.match(textOf(await other.types('balance')), /\$87\.66/);
  });

  it('rights are each one’s own, also where both have somebody of one id', async () => {
    const rolesOf = one.tenant.directory.rolesOf.bind(one.tenant.directory);
    one.tenant.directory.rolesOf = async id => (id === people.globalAdmin ? { kind: 'stranger' } : rolesOf(id));
    one.clock.advance(dayMs);
    assert.match(textOf(await one.types('balance')), /You may not do that|not know you|directory/);
    assert.match(textOf(await other.types('balance')), /\$100\.00/);
  });

  it('one activity id is two activities', async () => {
    await one.types('sandbox spend 10', { id: 'same', conversation: 'same' });
    await other.types('sandbox spend 20', { id: 'same', conversation: 'same' });
    assert.match(textOf(await one.types('balance')), /\$90\.00/);
    assert.match(textOf(await other.types('balance')), /\$80\.00/);
  });

  it('an activity that names both is turned away', async () => {
    const activity = { ...one.activity({}), type: 'message', text: 'balance' };
    const { status } = await one.post({ ...activity, channelData: { tenant: { id: b } } });
    assert.equal(status, 403);
  });

  it('damage to one’s journal stops only that one', async () => {
    await stores.close();
    damages(a);
    stores = openEmbedded(path.join(folder, 'data'), systemClock);
    const [damaged, whole] = [a, b].map(tenant => new Office(partOf(tenant), tenant));
    await damaged!.open();
    await whole!.open();
    assert.match(textOf(await damaged!.types('balance')), /damaged/);
    assert.match(textOf(await whole!.types('balance')), /\$100\.00/);
    await damaged!.close();
    await whole!.close();
  });
});

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
      ...{ served: organizations.served, isSandbox: true, isReady: () => true },
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
    assert.match(textOf(await officeOf(b).types('about')), /Bot test/);
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
