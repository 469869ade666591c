import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { dayMs } from '../../core/index.ts';
import { actions } from '../../bot/app/actions.ts';
import { commands } from '../../bot/app/commands.ts';
import { jobs } from '../../bot/app/jobs.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Stores } from '../../bot/ports/index.ts';
import { makeServer } from '../../bot/web/server.ts';
import { textOf } from '../support/card.ts';
import { CommandLine } from '../support/command-line.ts';
import { aFolder } from '../support/drivers.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

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
  const stateOf = async ({ tenantId, tenant, clock, connector }: Office): Promise<unknown> => {
    const { journal, rows, documents } = stores.of(tenantId);
    return {
      entries: await journal.entriesAfter(0),
      totals: await rows.totals(),
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
      told: connector.told().map(card => textOf(card)),
    };
  };

  it('what one says, presses and runs leaves the other as it was: every command, action and job', async () => {
    await other.types('sandbox spend 10');
    const before = await stateOf(other);
    const said = ['', ' 60', ' on', ' everyone', ' spend 85', ' calls 20', ' decline', ' people 30'];
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
    await one.tenant.idle();
    assert.notEqual(one.tenant.clock.now() - one.clock.now(), 0);
    assert.deepEqual(await stateOf(other), before);
    await one.types('sandbox reset');
    assert.deepEqual(await stateOf(other), before);
    assert.match(textOf(await other.types('balance')), /\$90\.00/);
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
    const store = new SqliteStore(path.join(folder, 'data', 'ledger.sqlite'));
    store.database.exec('DROP TRIGGER IF EXISTS entries_are_never_changed');
    const triggers = store.database.all("SELECT name FROM sqlite_master WHERE type = 'trigger'");
    for (const { name } of triggers) store.database.exec(`DROP TRIGGER ${String(name)}`);
    store.database.run(
      'UPDATE entries SET entry = replace(entry, \'"kind":"rule-set"\', \'"kind":"rule-sat"\') WHERE book = (SELECT book FROM books WHERE tenant = ?)',
      a,
    );
    store.close();
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
