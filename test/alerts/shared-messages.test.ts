import assert from 'node:assert/strict';
import { acknowledged, dayMs, hourMs, minuteMs, secondMs } from '../../core/index.ts';
import { DeliveryWorld } from '../support/delivery-world.ts';
import type { StageName } from '../support/matter-histories.ts';

const quietUntil = (at: number): number | undefined =>
  at % dayMs < dayMs / 2 ? at - (at % dayMs) + dayMs / 2 : undefined;

describe('a message that quiet hours made of several matters', () => {
  let world: DeliveryWorld;
  beforeEach(async () => {
    world = new DeliveryWorld();
    world.add('general', { quietUntil });
    world.start();
    await after(['low', 'stalled'], 11 * hourMs);
    assert.deepEqual(world.chats.arrived, []);
  });

  const after = async (amiss: readonly StageName[], ms: number): Promise<void> => {
    world.amiss = amiss;
    await world.pass(ms);
  };
  const posts = () => world.chats.arrived.filter(({ message }) => message.activityId === undefined);
  const acknowledge = (id: string) => world.change(id, (matter, at) => acknowledged(matter, { by: 'Megan', at }));
  const shown = () =>
    world.chats.arrived.at(-1)!.message.shown.map(({ matter }) => [matter.id, matter.acknowledged !== undefined]);

  it('shows both as they are, though an edit of one was overtaken by that of the other', async () => {
    await world.pass(2 * hourMs);
    assert.equal(posts().length, 1);
    const takes = [25 * secondMs, 150];
    world.chats.takesMs = () => takes.shift() ?? 150;
    await acknowledge('matter-1');
    world.programs[0]!.run();
    await world.pass(6 * secondMs);
    await acknowledge('matter-2');
    await world.pass(minuteMs);
    assert.deepEqual(shown(), [
      ['matter-1', true],
      ['matter-2', true],
    ]);
    assert.ok(world.chats.arrived.length <= 4);
  });

  it('that Teams refuses, as too large, is told as one message for each', async () => {
    world.chats.fateOf = (_conversation, { shown: [, ...others] }) => (others.length > 0 ? 'refused' : 'delivered');
    await world.pass(2 * hourMs);
    assert.deepEqual(
      posts()
        .map(({ message }) => message.shown.map(({ matter }) => matter.id))
        .toSorted(),
      [['matter-1'], ['matter-2']],
    );
  });

  it('that cannot be drawn for one of them tells the others all the same', async () => {
    const tell = world.chats.tell.bind(world.chats);
    world.chats.tell = (...told) => {
      const [, , { shown }] = told;
      return shown.some(({ matter }) => matter.id === 'matter-2')
        ? Promise.reject(new Error('no book'))
        : tell(...told);
    };
    await world.pass(2 * hourMs);
    assert.deepEqual(
      posts().map(({ message }) => message.shown.map(({ matter }) => matter.id)),
      [['matter-1']],
    );
  });
});

describe('what quiet hours held for whoever is told each matter by itself, such as by mail', () => {
  it('is told once each, though each takes long and one of them fails', async () => {
    const world = new DeliveryWorld();
    world.add('ops', { quietUntil }, { isOneByOne: true });
    world.start();
    world.amiss = ['low', 'stalled', 'capped'];
    await world.pass(11 * hourMs);
    // As a mailer does, one after the other.
    world.chats.takesMs = (_conversation, { shown }) => 40 * secondMs * shown.length;
    let asked = 0;
    world.chats.fateOf = () => ((asked += 1) === 2 ? 'busy' : 'delivered');
    await world.pass(2 * hourMs);
    assert.deepEqual(
      world.chats.arrived.map(({ message }) => message.shown.map(({ matter }) => matter.id).join()).toSorted(),
      ['matter-1', 'matter-2', 'matter-3'],
    );
  });
});
