import assert from 'node:assert/strict';
import { dayMs, hourMs, minuteMs } from '../../core/index.ts';
import { DeliveryWorld } from '../support/delivery-world.ts';

describe('a clock that was ahead and is set back', () => {
  let world: DeliveryWorld;
  beforeEach(() => {
    world = new DeliveryWorld();
    world.add('general');
    world.start();
  });

  it('puts off no message that was to be tried again, in the same process and after a restart', async () => {
    for (const isRestarted of [false, true]) {
      world.amiss = isRestarted ? ['low', 'stalled'] : ['low'];
      world.chats.fateOf = () => 'busy';
      await world.pass(minuteMs);
      world.clock.set(world.clock.now() + 8 * hourMs);
      await world.pass(minuteMs);
      world.clock.set(world.clock.now() - 8 * hourMs);
      world.chats.fateOf = () => 'delivered';
      if (isRestarted) {
        world.programs = [];
        world.start();
      }
      await world.pass(2 * minuteMs);
      assert.equal(world.chats.arrived.length, isRestarted ? 2 : 1);
    }
  });

  it('lets what became critical meanwhile escalate in time, and once more when it is called anew', async () => {
    world.add('admin', {}, { isEscalation: true });
    world.clock.set(world.clock.now() + 30 * dayMs);
    world.amiss = ['unknown'];
    await world.pass(minuteMs);
    world.clock.set(world.clock.now() - 30 * dayMs);
    await world.pass(40 * minuteMs);
    assert.equal(world.chats.of('admin', 'matter-1').length, 1);
    world.clock.set(world.clock.now() - 3 * hourMs);
    world.amiss = ['unknownToo'];
    await world.pass(40 * minuteMs);
    const posts = world.chats.of('admin', 'matter-1').filter(({ message }) => message.activityId === undefined);
    assert.equal(posts.length, 2);
  });
});

describe('a destination that asks to be left alone for a year', () => {
  it('is told a day later', async () => {
    const world = new DeliveryWorld();
    world.add('general');
    const tell = world.chats.tell.bind(world.chats);
    const answers = [{ kind: 'failed', retryAfterMs: 365 * dayMs, reason: 'throttled' } as const];
    world.chats.tell = (...told) => Promise.resolve(answers.shift() ?? tell(...told));
    world.start();
    world.amiss = ['low'];
    await world.pass(23 * hourMs);
    assert.equal(world.chats.arrived.length, 0);
    await world.pass(2 * hourMs);
    assert.equal(world.chats.arrived.length, 1);
  });
});
