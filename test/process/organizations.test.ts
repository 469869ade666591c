import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { dayMs, ok } from '../../core/index.ts';
import { actions } from '../../bot/app/actions.ts';
import { commands } from '../../bot/app/commands.ts';
import { typedFor } from '../../cards/words.ts';
import { jobs } from '../../bot/app/jobs.ts';
import { verbs } from '../../bot/cli/verbs.ts';
import { readArguments } from '../../bot/cli/arguments.ts';
import type { Session } from '../../bot/cli/terminal.ts';
import { openBackup } from '../../bot/drivers/backup/open-backup.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { type Stores } from '../../bot/ports/index.ts';
import { makeServer } from '../../bot/web/server.ts';
import { AcceptedClock } from '../../bot/wallets/accepted-clock.ts';
import { KeptReading } from '../../bot/wallets/kept-reading.ts';
import { textOf } from '../support/card.ts';
import { aFolder } from '../support/drivers.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { walletsOf } from '../support/wallets.ts';
import { unwatched } from '../support/unwatched.ts';

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
    const server = makeServer({
      served,
      isSandbox: true,
      log: pino({ level: 'silent' }),
      ...unwatched,
    });
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
      remembered: await answers.begin('remembered', { at: clock.now(), leaseMs: 0 }),
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
    await stores.of(b).answers.begin('remembered', { at: other.clock.now(), leaseMs: 0 });
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
    for (const { name } of commands) for (const rest of said) await one.types(`${typedFor(name, 'en')[0]!}${rest}`);
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
      // What only looks has no session.
      if (!('run' in verb)) continue;
      const asked = readArguments(verbs, verb.example.split(' > ')[0]?.split(' ') ?? []);
      assert.ok(asked.kind === 'run');
      const written: string[] = [];
      const say = (text: string): void => void written.push(text);
      const session: Session = {
        ...{
          tenant: a,
          tenantAsked: a,
          isJson: false,
          isConfigured: true,
          mode: one.tenant.mode,
          journal,
          rows,
          documents,
          stores,
          ledger,
        },
        ...{ openDirectory: () => Promise.resolve(one.tenant.directory), operator: 'op' },
        ...{ hash: sha256, now: one.clock.now(), write: say, note: say, progress: say, ask: undefined },
        clock: new AcceptedClock({ clock: one.clock, kept: new KeptReading(documents), witnesses: [] }),
        takesMore: () => Promise.resolve(),
        paint: (_color, text) => text,
        readInput: () => Promise.resolve(Buffer.from('')),
        walletOf: async tenant => {
          const read = await walletsOf(stores.of(tenant)).read();
          return read.ok ? ok({ wallet: read.value.wallet, now: one.clock.now() }) : read;
        },
        ...{ openBackup, backups: undefined },
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
      const isOfAll = ['backup', 'restore', 'migrate', 'list'].includes(verb.name);
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
    assert.match(textOf(await one.types('balance')), /You need a different role|not know you|directory/);
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
