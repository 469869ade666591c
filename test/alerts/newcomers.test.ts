import assert from 'node:assert/strict';
import { Newcomers } from '../../bot/alerts/newcomers.ts';
import type { Destination } from '../../bot/alerts/destinations.ts';
import { acknowledged, dayMs, hourMs, minuteMs } from '../../core/index.ts';
import { textOf } from '../support/card.ts';
import { DeliveryWorld } from '../support/delivery-world.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office, setUp } from '../support/office.ts';

const general = '19:general@thread.tacv2';

const asking = (id: string, asked?: number): Destination => ({
  ...{ id, route: { kinds: 'all', quietUntil: () => undefined }, isEscalation: false },
  ...(asked !== undefined && { asked }),
});

describe('whoever asked since', () => {
  let documents: MemoryDocuments;
  let given: string[];
  beforeEach(() => {
    documents = new MemoryDocuments();
    given = [];
  });

  const receive = (...all: readonly Destination[]): Promise<void> =>
    new Newcomers(documents).receive(all, fresh => {
      given.push(fresh.map(({ id }) => id).join(' '));
      return Promise.resolve();
    });

  it('is given what is amiss once, and once more when they ask anew or were away', async () => {
    await receive(asking('general', 1), asking('mail'));
    await receive(asking('general', 1), asking('mail'));
    await receive(asking('general', 2), asking('mail'));
    await receive(asking('general', 2));
    await receive(asking('general', 2), asking('mail'));
    assert.deepEqual(given, ['general mail', 'general', 'mail']);
  });

  it('is given it again where that failed', async () => {
    const newcomers = new Newcomers(documents);
    await assert.rejects(
      newcomers.receive([asking('general')], () => Promise.reject(new Error('away'))),
      /away/,
    );
    await receive(asking('general'));
    assert.deepEqual(given, ['general']);
  });

  it('is forgotten by no process that did not know of them yet', async () => {
    await new Newcomers(documents).receive([asking('general')], () => receive(asking('general'), asking('sales')));
    await receive(asking('general'), asking('sales'));
    assert.deepEqual(given, ['general sales']);
  });
});

describe('a conversation that was away', () => {
  it('has its card drawn as it is when it is back: acknowledged meanwhile, or over', async () => {
    const world = new DeliveryWorld();
    const before = { kinds: 'all', quietUntil: () => undefined } as const;
    for (const id of ['general', 'silent']) world.add(id);
    world.start();
    world.amiss = ['low', 'stalled'];
    await world.pass(minuteMs);
    // Of one it is heard that it is gone, the other is found so.
    world.destinations.delete('general');
    world.chats.fateOf = id => (id === 'silent' ? 'gone' : 'delivered');
    await world.change('matter-1', (matter, at) => acknowledged(matter, { by: 'Megan', at }));
    world.amiss = ['low'];
    await world.pass(hourMs);
    world.chats.fateOf = () => 'delivered';
    world.gone.clear();
    for (const id of ['general', 'silent'])
      world.destinations.set(id, { id, route: before, isEscalation: false, asked: 1 });
    await world.pass(2 * minuteMs);
    for (const id of ['general', 'silent']) {
      const [low, stalled] = ['matter-1', 'matter-2'].map(
        matter => world.chats.of(id, matter).at(-1)?.message.shown[0],
      );
      assert.deepEqual([low?.matter.acknowledged?.by, stalled?.matter.endedAt !== undefined], ['Megan', true], id);
    }
    world.add('new');
    world.programs = [];
    world.start();
    await world.pass(2 * minuteMs);
    await world.matters.addressAgain(['matter-2'], ['new'], 0);
    assert.deepEqual(await world.matters.claim({ at: world.clock.now(), leaseMs: 1, limit: 9 }), [], 'a post was made');
    assert.deepEqual([world.chats.of('new', 'matter-1').length, world.chats.of('new', 'matter-2').length], [1, 0]);
  });
});

describe('what did not arrive', () => {
  const failing = async (world: DeliveryWorld) => (await world.matters.destinations()).map(one => one.failing);
  let world: DeliveryWorld;
  beforeEach(() => {
    world = new DeliveryWorld();
    world.add('general');
    world.start();
  });

  it('is told no more once it is over, and there is nothing left to tell', async () => {
    world.chats.fateOf = () => 'busy';
    world.amiss = ['low'];
    await world.pass(minuteMs);
    assert.deepEqual(await failing(world), [1]);
    world.amiss = [];
    await world.pass(hourMs);
    assert.deepEqual([await failing(world), world.chats.arrived], [[0], []]);
  });

  it('stays said where it was refused, also after a restart, until the matter is over', async () => {
    world.chats.fateOf = () => 'refused';
    world.amiss = ['low'];
    await world.pass(minuteMs);
    world.programs = [];
    world.start();
    await world.pass(minuteMs);
    assert.deepEqual([await failing(world), world.chats.requests.length], [[1], 1]);
    world.amiss = [];
    await world.pass(hourMs);
    assert.deepEqual(await failing(world), [0]);
  });

  it('is told no more of whom nobody wants to be told any longer', async () => {
    world.chats.fateOf = () => 'busy';
    world.amiss = ['low'];
    await world.pass(minuteMs);
    world.destinations.delete('general');
    await world.pass(hourMs);
    assert.deepEqual(await failing(world), [0]);
  });

  it('is made good where a conversation is back after weeks: its card says that it is over', async () => {
    world.amiss = ['stalled'];
    await world.pass(minuteMs);
    world.chats.fateOf = () => 'gone';
    world.amiss = [];
    await world.pass(minuteMs);
    world.chats.fateOf = () => 'delivered';
    await world.pass(20 * dayMs);
    world.gone.clear();
    world.add('general', {}, { asked: 1 });
    await world.pass(2 * minuteMs);
    assert.ok(world.chats.arrived.at(-1)?.message.shown[0]?.matter.endedAt !== undefined);
    assert.deepEqual(await failing(world), [0]);
  });

  it('is made good after weeks also where the first edit is turned away, or many were before it left', async () => {
    world.amiss = ['stalled'];
    await world.pass(minuteMs);
    world.chats.fateOf = () => 'busy';
    world.amiss = [];
    await world.pass(3 * dayMs);
    world.chats.fateOf = () => 'gone';
    await world.pass(20 * dayMs);
    const fates = ['throttled', 'busy'] as const;
    let asked = 0;
    world.chats.fateOf = () => fates[asked++] ?? 'delivered';
    world.gone.clear();
    world.add('general', {}, { asked: 1 });
    await world.pass(hourMs);
    assert.ok(world.chats.arrived.at(-1)?.message.shown[0]?.matter.endedAt !== undefined);
  });

  it('is made good where it asks anew after it was given up', async () => {
    world.amiss = ['stalled'];
    await world.pass(minuteMs);
    world.chats.fateOf = () => 'busy';
    world.amiss = [];
    await world.pass(9 * dayMs);
    assert.deepEqual(await failing(world), [0]);
    world.chats.fateOf = () => 'delivered';
    await world.pass(dayMs);
    assert.equal(world.chats.arrived.length, 1);
    world.add('general', {}, { asked: 1 });
    await world.pass(2 * minuteMs);
    assert.ok(world.chats.arrived.at(-1)?.message.shown[0]?.matter.endedAt !== undefined);
  });
});

describe('what is amiss already', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('sandbox spend 105');
  });
  afterEach(() => office.close());

  /** Only what the next look of another process finds. */
  async function restarts(): Promise<void> {
    const { stores } = office;
    await office.close();
    office = await new Office(stores).open();
    office.clock.advance(minuteMs);
    await office.tenant.deliveries.run();
  }

  const inGeneral = (): readonly string[] => office.told().map(textOf);
  const conversation = () => ({
    ...{ id: general, locale: 'en' },
    reference: {
      ...{ serviceUrl: office.activity({})['serviceUrl'], channelId: 'msteams', bot: { id: '28:bot' } },
      conversation: { id: general, conversationType: 'channel' },
    },
  });

  it('is told a conversation whose process died when it had asked, once', async () => {
    await office.tenant.conversations.subscribe(conversation());
    await restarts();
    // The address of the first process's connector is gone with it.
    await office.tenant.conversations.refresh(conversation());
    office.clock.advance(minuteMs);
    await office.tenant.deliveries.run();
    assert.equal(inGeneral().length, 1);
    assert.match(inGeneral()[0]!, /No credits left/);
  });

  it('is told a conversation whose process died when it was back', async () => {
    await office.types('alerts here', { conversation: general, kind: 'channel' });
    await office.tenant.conversations.gone(general, { why: 'removed', at: office.clock.now() });
    await office.types('add funds 200').then(review => office.presses(review, /^Place order/));
    office.clock.advance(20 * minuteMs);
    await office.tenant.deliveries.run();
    await office.types('sandbox spend 205');
    const before = inGeneral().length;
    await office.tenant.conversations.back(({ id }) => id === general);
    office.clock.advance(minuteMs);
    await office.tenant.deliveries.run();
    const since = inGeneral().slice(before);
    assert.deepEqual([since.length, since.filter(text => /Over since/.test(text)).length], [2, 1]);
  });

  it('is told an address that was added by a process that died', async () => {
    const to: string[] = [];
    await office.tenant.choices.change(
      { setting: 'mail', was: null, is: JSON.stringify(['ops@contoso.example']) },
      { by: '', at: office.clock.now() },
    );
    const { stores } = office;
    await office.close();
    office = new Office(stores);
    office.mailer = { send: mail => Promise.resolve({ kind: 'delivered', messageId: `<${to.push(mail.to)}>` }) };
    await office.open();
    await office.tenant.deliveries.run();
    await office.tenant.deliveries.run();
    assert.deepEqual(to, ['ops@contoso.example']);
  });
});
