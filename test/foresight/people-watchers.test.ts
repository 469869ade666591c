import assert from 'node:assert/strict';
import { dayMs, hourMs, minuteMs, type Stage } from '../../core/index.ts';
import { blockedWatcher } from '../../bot/foresight/blocked-watcher.ts';
import { licensesWatcher } from '../../bot/foresight/licenses-watcher.ts';
import type { Watcher } from '../../bot/foresight/watcher.ts';
import type { BlockedUser } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { matterOf } from '../support/made-matters.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office, setUp } from '../support/office.ts';

const now = at('2026-11-26T12:00:00Z');
const told = (stages: readonly Stage[] = []) => stages.map(({ key, alert }) => [key, alert.about, alert.count]);

describe('the watcher of people whom Microsoft has blocked', () => {
  const blocked = (name: string): BlockedUser => ({ name, at: now - dayMs, reason: 'High Overall Usage' });
  const ledger = { terms: () => Promise.resolve(undefined) };

  it('tells how many there are, as another stage where there are more, and asks once an hour', async () => {
    let all: readonly BlockedUser[] = [];
    const asked: unknown[] = [];
    const list = (range: unknown) => Promise.resolve((asked.push(range), all));
    const watcher = blockedWatcher({ ledger, documents: new MemoryDocuments(), blockedUsers: { list } });
    const look = async (when: number) => told(await watcher.look({ at: when, before: [] }));
    assert.deepEqual(await look(now), []);
    all = [blocked('Ana')];
    assert.deepEqual(await look(now + minuteMs), []);
    assert.deepEqual(await look(now + hourMs), [['people-blocked 1', 'blocked', 1]]);
    all = [blocked('Ana'), blocked('Bo')];
    assert.deepEqual(await look(now + 2 * hourMs), [['people-blocked 2', 'blocked', 2]]);
    assert.deepEqual(asked[0], { from: now - 90 * dayMs, to: now });
    assert.equal(asked.length, 3);
  });

  it('tells one count in every process, whichever of them asked', async () => {
    let all: readonly BlockedUser[] = [blocked('Ana')];
    const needs = { ledger, documents: new MemoryDocuments(), blockedUsers: { list: () => Promise.resolve(all) } };
    const [one, other] = [blockedWatcher(needs), blockedWatcher(needs)];
    const look = async (watcher: Watcher, when: number) => told(await watcher.look({ at: when, before: [] }));
    assert.deepEqual(await look(one, now), [['people-blocked 1', 'blocked', 1]]);
    all = [blocked('Ana'), blocked('Bo')];
    assert.deepEqual(await look(other, now + 30 * minuteMs), [['people-blocked 1', 'blocked', 1]]);
    assert.deepEqual(await look(other, now + 61 * minuteMs), [['people-blocked 2', 'blocked', 2]]);
    assert.deepEqual(await look(one, now + 62 * minuteMs), [['people-blocked 2', 'blocked', 2]]);
  });

  it('knows of nobody where Graph’s beta may not be read, and fails where it cannot be', async () => {
    const unread = blockedWatcher({ ledger, documents: new MemoryDocuments(), blockedUsers: undefined });
    assert.deepEqual(await unread.look({ at: now, before: [] }), []);
    const away = { list: () => Promise.reject(new Error('away')) };
    const failing = blockedWatcher({ ledger, documents: new MemoryDocuments(), blockedUsers: away });
    await assert.rejects(failing.look({ at: now, before: [] }), /away/);
  });
});

describe('the watcher of people who lack the credits license', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
  });
  afterEach(() => office.close());

  const takes = async (name: string): Promise<void> => {
    await office.presses(await office.types(`remove credits from ${name}`), 'Remove');
  };

  it('tells of those who were forgotten for a day, and no more once they have it', async () => {
    const watcher = licensesWatcher({ ...office.tenant, documents: office.stores.documents });
    const look = async (afterMs: number) => told(await watcher.look({ at: now + afterMs, before: [] }));
    assert.deepEqual(await look(0), []);
    await takes('Isaiah Langer');
    assert.deepEqual(await look(minuteMs), []);
    assert.deepEqual(await look(minuteMs + dayMs), [['licenses-missing', 'licenses', 1]]);
    await office.presses(await office.types('assign credits to everyone'), 'Assign');
    assert.deepEqual(await look(2 * dayMs), []);
    await takes('Isaiah Langer');
    assert.deepEqual(await look(3 * dayMs), [], 'they lack it anew');
  });

  it('knows nothing while the directory was not read', async () => {
    const keptDirectory = { known: () => undefined } as never;
    const watcher = licensesWatcher({ ...office.tenant, keptDirectory, documents: office.stores.documents });
    assert.equal(await watcher.look({ at: now, before: [matterOf('licenses-missing')] }), undefined);
  });

  it('says nothing of whose paid calls are stopped, and of many, who are not meant to have it', async () => {
    const watcher = licensesWatcher({ ...office.tenant, documents: office.stores.documents });
    const before = [matterOf('licenses-missing')];
    const look = async (afterMs: number) => told(await watcher.look({ at: now + afterMs, before }));
    const card = await office.types('stop paid calls of Isaiah Langer');
    await office.presses(card, 'Stop paid calls');
    await look(0);
    assert.deepEqual(await look(2 * dayMs), []);
    await takes('Patti Fernandez');
    await look(2 * dayMs);
    assert.deepEqual(await look(4 * dayMs), [['licenses-missing', 'licenses', 1]]);
    await takes('Lee Gu, Lidia Holloway, Alex Wilber, Megan Bowen, Joni Sherman, Adele Vance');
    await look(4 * dayMs);
    assert.deepEqual(await look(6 * dayMs), []);
  });

  it('knows nothing before the directory was read, and says nothing before credits are set up', async () => {
    const other = await new Office().open();
    const watcher = licensesWatcher({ ...other.tenant, documents: other.stores.documents });
    assert.equal(await watcher.look({ at: now, before: [] }), undefined, 'nothing is known of the directory');
    await other.types('licenses');
    assert.deepEqual(await watcher.look({ at: now + 2 * dayMs, before: [] }), []);
    await other.close();
  });

  it('tells of them where calls are paid after use too (L10)', async () => {
    const other = await new Office().open();
    const choice = await other.presses(await other.types('setup'), 'Pay after use');
    await other.presses(choice.card, 'Save', { currency: 'USD', budget: '300' });
    await other.presses(await other.types('assign credits to everyone'), 'Assign');
    await other.presses(await other.types('remove credits from Isaiah Langer'), 'Remove');
    const watcher = licensesWatcher({ ...other.tenant, documents: other.stores.documents });
    await watcher.look({ at: now, before: [] });
    const found = await watcher.look({ at: now + 2 * dayMs, before: [] });
    assert.deepEqual(told(found), [['licenses-missing', 'licenses', 1]]);
    await other.close();
  });

  it('says nothing of thousands who lack it, however many there are', async () => {
    const known = await office.tenant.keptDirectory.read();
    const [one] = known.people.filter(({ name }) => name === 'Isaiah Langer');
    await takes('Isaiah Langer');
    const without = office.tenant.keptDirectory.known()?.person(one!.id) ?? assert.fail('nobody of that name');
    const people = Array.from({ length: 13_000 }, (_, index) => ({
      ...(index < 2500 ? one! : without),
      id: `p${index}`,
    }));
    const keptDirectory = { known: () => ({ people }), read: () => Promise.resolve({ people }) } as never;
    const watcher = licensesWatcher({ ...office.tenant, keptDirectory, documents: office.stores.documents });
    const look = async (afterMs: number) => told(await watcher.look({ at: now + afterMs, before: [] }));
    assert.deepEqual(await look(0), []);
    assert.deepEqual(await look(2 * dayMs), []);
  });

  it('asks for what has changed where another process has kept the directory since', async () => {
    const { people } = await office.tenant.keptDirectory.read();
    await takes('Isaiah Langer');
    const keptDirectory = { known: () => ({ people }), read: () => office.tenant.keptDirectory.read() } as never;
    const watcher = licensesWatcher({ ...office.tenant, keptDirectory, documents: office.stores.documents });
    await watcher.look({ at: now, before: [] });
    const found = await watcher.look({ at: now + 2 * dayMs, before: [] });
    assert.deepEqual(told(found), [['licenses-missing', 'licenses', 1]]);
  });
});
