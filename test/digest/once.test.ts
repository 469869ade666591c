import assert from 'node:assert/strict';
import { firstMorningOf, followed, hourMs, isOverForGood, minuteMs, morningOf, type Alert } from '../../core/index.ts';
import type { Matters } from '../../bot/ports/index.ts';
import { DeliveryWorld } from '../support/delivery-world.ts';

const monday = '2026-03-09';
const berlin = 'Europe/Berlin';

const news: Alert = {
  ...{ id: `digest ${monday}`, kind: 'digest', at: firstMorningOf(monday), currency: 'USD', balance: 0 },
  morning: { day: monday, timeZone: berlin },
};

/** Raises the digest once it is its time, as the bot does. */
async function look(world: DeliveryWorld, matters: Matters): Promise<void> {
  const at = world.clock.now();
  const { matters: kept, next } = await matters.current();
  const isRaised = (await matters.latestOf(news.id)) !== undefined;
  const announced = at >= news.at && !isRaised ? [news] : [];
  const before = kept.map(({ matter }) => matter);
  const changed = followed(before, { at, stages: [], announced, next });
  await matters.write({
    changed: changed.map(matter => ({ matter, from: 0 })),
    taken: [],
    retired: kept.flatMap(({ matter, addressed }) =>
      isOverForGood(matter, at) && addressed >= matter.version ? [matter.id] : [],
    ),
  });
}

describe('a digest', () => {
  it('that cannot be worked out is logged once, however many wait for it and however often it is tried', async () => {
    const world = new DeliveryWorld();
    world.look = matters => look(world, matters);
    for (const name of ['berlin', 'paris', 'rome']) world.add(name, { timeZone: berlin });
    const { chats } = world;
    const tell = chats.tell.bind(chats);
    chats.tell = () => Promise.reject(new Error('a digest needs the book'));
    world.clock.advance(morningOf(monday, berlin) - world.clock.now());
    world.start();
    await world.pass(6 * hourMs);
    assert.deepEqual(world.logged, ['a message could not be made; it is tried again']);
    chats.tell = tell;
    await world.pass(hourMs);
    assert.equal(chats.arrived.length, 3);
    assert.equal(world.logged.length, 1);
  });

  it('is posted once in each conversation on its own morning, whenever its program dies', async () => {
    const zones = { berlin, tokyo: 'Asia/Tokyo', honolulu: 'Pacific/Honolulu' };
    let doubled = 0;
    for (let diesAfter = 1; diesAfter <= 40; diesAfter += 1) {
      const world = new DeliveryWorld();
      world.look = matters => look(world, matters);
      world.add('berlin');
      world.add('tokyo', { timeZone: zones.tokyo });
      world.add('honolulu', { timeZone: zones.honolulu });
      world.clock.advance(firstMorningOf(monday) - world.clock.now() - minuteMs);
      for (let life = 0; life < 34; life += 1) {
        world.programs = world.programs.filter(({ isDead }) => !isDead);
        if (world.programs.length === 0) {
          const program = world.start();
          if (life < 30) program.diesAfter = diesAfter;
        }
        await world.pass(hourMs);
      }
      for (const [conversation, zone] of Object.entries(zones)) {
        const posts = world.chats.arrived.filter(one => one.conversation === conversation);
        assert.ok(posts.length > 0, `${conversation}, dies after ${diesAfter}`);
        assert.ok(posts.every(({ at }) => at >= morningOf(monday, zone)));
        // Only a post whose program died before it could note it is told again.
        assert.ok(posts.filter(({ id }) => world.chats.noted.has(id)).length <= 1, `${conversation} ${diesAfter}`);
        assert.ok(posts.filter(({ to }) => !to.isDead).length <= 1, `${conversation} ${diesAfter}`);
        doubled += posts.length - 1;
      }
    }
    assert.ok(doubled < 40, String(doubled));
  }).timeout(60_000);
});
