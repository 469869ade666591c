import assert from 'node:assert/strict';
import { z } from 'zod';
import { Conversations } from '../../bot/alerts/conversations.ts';
import { SandboxGateway } from '../../bot/drivers/sandbox/gateway.ts';
import { LogCursors } from '../../bot/tenant/log-cursors.ts';
import { Records, recordsOf } from '../../bot/work/records.ts';
import { TypedDocument } from '../../bot/work/typed-document.ts';
import { Imports } from '../../bot/usage/import-progress.ts';
import { at } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { documentDrivers, type DocumentsPort, type Opened } from '../support/drivers.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office, setUp } from '../support/office.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** Names that every object of the language already has. */
const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

const count = z.object({ count: z.int() });
type Count = z.infer<typeof count>;
const damaged = { code: 'damaged-document' };

describe('a typed document', () => {
  it('is fresh where nothing was ever written, then as it was last changed', async () => {
    const document = new TypedDocument(new MemoryDocuments(), 'count', count, { count: 0 });
    assert.deepEqual(await document.read(), { count: 0 });
    const more = () => document.change(before => ({ count: before.count + 1 }));
    assert.deepEqual([await more(), await more(), await document.read()], [{ count: 1 }, { count: 2 }, { count: 2 }]);
    await document.clear();
    assert.deepEqual(await document.read(), { count: 0 });
  });

  it('is not written when the change gives back what it got', async () => {
    const documents = new MemoryDocuments();
    const document = new TypedDocument(documents, 'count', count);
    assert.equal(await document.change(before => before), undefined);
    await documents.change('count', () => ({ count: 1, more: true }));
    await document.change(before => before);
    assert.deepEqual(await documents.read('count'), { count: 1, more: true });
  });

  it('says where it is damaged, not what stands there, and stays as it is until it is replaced', async () => {
    const documents = new MemoryDocuments();
    const document = new TypedDocument(documents, 'count', count);
    await documents.change('count', () => ({ count: 'Alex' }));
    await assert.rejects(document.read(), { ...damaged, message: /document count .*\(count\)/ });
    await assert.rejects(
      document.change(() => ({ count: 1 })),
      damaged,
    );
    await assert.rejects(document.read(), ({ message }: Error) => !message.includes('Alex'));
    assert.deepEqual(await documents.read('count'), { count: 'Alex' });
    assert.equal(await document.readIntact(), undefined);
    await document.write({ count: 2 });
    assert.deepEqual(await document.read(), { count: 2 });
  });

  it('refuses to store what it could not read again', async () => {
    const documents = new MemoryDocuments();
    const document = new TypedDocument(documents, 'count', count);
    await assert.rejects(document.write({ count: 0.5 }));
    assert.equal(await documents.read('count'), null);
  });

  it('tells an outage from damage', async () => {
    const documents = new MemoryDocuments();
    documents.read = () => Promise.reject(new Error('no store'));
    await assert.rejects(new TypedDocument(documents, 'count', count).readIntact(), /no store/);
  });
});

for (const driver of documentDrivers)
  describe(`records in ${driver.name}`, () => {
    let port: DocumentsPort;
    let close: Opened<DocumentsPort>['close'];
    beforeEach(async () => {
      ({ port, close } = await driver.open());
    });
    afterEach(() => close());

    it('have any id, also one that every object has already', async () => {
      const open = () => new TypedDocument(port.of('contoso'), 'counts', recordsOf(count), new Records<Count>());
      for (const [index, id] of inherited.entries()) {
        assert.equal((await open().read()).get(id), undefined, id);
        await open().change(before => before.with(id, { count: index }));
      }
      const read = await open().read();
      assert.deepEqual(
        inherited.map(id => read.get(id)?.count),
        [0, 1, 2, 3],
      );
      assert.equal(read.damaged, 0);
    });

    it('that are damaged hide no other, stay stored, and can be replaced', async () => {
      const documents = port.of('contoso');
      const counts = new TypedDocument(documents, 'counts', recordsOf(count), new Records());
      await documents.change('counts', () => ({ good: { count: 1 }, bad: { count: 'x' }, worse: null }));
      const changed = await counts.change(before => before.with('other', { count: 2 }));
      assert.deepEqual(
        [changed.values(), changed.get('bad'), changed.damaged],
        [[{ count: 1 }, { count: 2 }], undefined, 2],
      );
      assert.deepEqual(await documents.read('counts'), {
        ...{ bad: { count: 'x' }, worse: null },
        ...{ good: { count: 1 }, other: { count: 2 } },
      });
      assert.equal((await counts.change(before => before.with('bad', { count: 3 }))).damaged, 1);
    });
  });

describe('what is kept by an id from outside', () => {
  const conversation = (id: string) => ({ id, locale: 'en', reference: { id } });

  it('takes a conversation with an inherited name for one like any other', async () => {
    const documents = new MemoryDocuments();
    for (const id of inherited) {
      const conversations = new Conversations(documents);
      await conversations.refresh(conversation(id));
      await conversations.unsubscribe(id);
      assert.equal(await conversations.find(id), undefined, id);
      await conversations.subscribe(conversation(id));
    }
    assert.deepEqual((await new Conversations(documents).subscribed()).toSorted(), inherited.toSorted());
  });

  it('tells every conversation but the damaged one, and says once how many are', async () => {
    const documents = new MemoryDocuments();
    const said: object[] = [];
    const conversations = new Conversations(documents, { error: (about: object) => said.push(about) });
    await conversations.subscribe(conversation('general'));
    await documents.change('conversations', stored => {
      const { conversations: known } = stored as { conversations: object };
      return { conversations: { ...known, other: { id: 5 } } };
    });
    assert.deepEqual(await conversations.subscribed(), ['general']);
    await conversations.subscribe(conversation('third'));
    assert.deepEqual((await conversations.subscribed()).toSorted(), ['general', 'third']);
    assert.deepEqual(said, [{ damaged: 1 }]);
    // It asks again, and is well.
    await conversations.subscribe(conversation('other'));
    assert.equal((await conversations.subscribed()).length, 3);
  });

  it('is told and answered in conversations of such names, and a lever of such a name is none', async () => {
    const office = await new Office(await setUp()).open();
    for (const conversation of inherited) {
      await office.types('alerts here', { conversation });
      assert.match(
        textOf(await office.types(`sandbox ${conversation}`, { conversation })),
        /sandbox spend/,
        conversation,
      );
    }
    const subscribed = await office.tenant.conversations.subscribed();
    assert.deepEqual(subscribed.toSorted(), inherited.toSorted());
    await office.close();
  });

  it('takes a payment with an inherited name for one like any other', async () => {
    const gateway = new SandboxGateway(new MemoryDocuments(), new VirtualClock(0));
    const payment = { purpose: 'order', amount: 1, method: { kind: 'admin-centre' }, requestedAt: 0 } as const;
    for (const key of inherited)
      assert.deepEqual(await gateway.outcomeOf({ ...payment, key }), { kind: 'never-seen' }, key);
  });

  it('reads a log again whose cursor is damaged, and the other one on', async () => {
    const documents = new MemoryDocuments();
    const sms = { until: 5, nightly: null, weekly: null };
    await documents.change('log-cursors', () => ({ logs: { getPstnCalls: { until: 'x' }, getSmsLog: sms } }));
    const cursors = new LogCursors(documents);
    assert.deepEqual(await cursors.read(), { getSmsLog: sms });
    await cursors.note('getPstnCalls', sms);
    assert.deepEqual(await cursors.read(), { getPstnCalls: sms, getSmsLog: sms });
  });

  it('imports although the progress of an import cannot be read', async () => {
    const documents = new MemoryDocuments();
    await documents.change('import', () => ({ rows: 'x' }));
    const imports = new Imports(documents, new VirtualClock(at('2026-11-22T12:00:00Z')));
    assert.equal(await imports.progress(), undefined);
    assert.equal(await imports.serially(() => Promise.resolve('done')), 'done');
  });
});
