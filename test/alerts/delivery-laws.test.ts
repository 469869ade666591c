import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  acknowledged,
  asksFor,
  dayMs,
  hourMs,
  isCritical,
  minuteMs,
  mostEditsAnHour,
  secondMs,
  snoozed,
  type Matter,
} from '../../core/index.ts';
import { DeliveryWorld } from '../support/delivery-world.ts';
import { requestMs, type Arrived, type Fate } from '../support/fake-chats.ts';
import { moments, type Moment } from '../support/matter-histories.ts';

const numRuns = Number(process.env['LAWS_RUNS'] ?? 60);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_126);

const fates: fc.Arbitrary<readonly Fate[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Fate>('delivered') },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Fate>(
        'busy',
        'throttled',
        'silent',
        'unanswered',
        'message-gone',
        'nameless',
        'refused',
        'gone',
      ),
    },
  ),
  { minLength: 1, maxLength: 8 },
);

/** After how many calls of the store the program dies, each time it has been started again. */
const deaths = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 });

/** One conversation that asks for all, one for what is critical, one for those to whom it escalates, one that fails in every way, and one that is quiet by night. */
function aWorld(): DeliveryWorld {
  const world = new DeliveryWorld();
  world.add('all');
  world.add('critical', { kinds: 'critical' });
  world.add('admin', {}, { isEscalation: true });
  world.add('failing');
  world.add('quiet', { quietUntil: at => (at % dayMs < dayMs / 2 ? at - (at % dayMs) + dayMs / 2 : undefined) });
  let asked = 0;
  // One request may overtake another.
  world.chats.takesMs = conversation =>
    conversation === 'quiet' ? ([7000, 150, 900][(asked += 1) % 3] ?? 0) : requestMs;
  return world;
}

const act = (world: DeliveryWorld, { act: what }: Moment): Promise<void> =>
  what === 'nothing'
    ? Promise.resolve()
    : world.change('matter-1', (matter, at) =>
        what === 'acknowledges'
          ? acknowledged(matter, { by: 'Megan', at })
          : snoozed(matter, { by: 'Megan', at, until: at + 2 * hourMs }),
      );

interface Given {
  readonly life: readonly Moment[];
  readonly fates: readonly Fate[];
  readonly deaths: readonly number[];
  readonly replicas: number;
}

/** Lives on, and then for two days in which nothing fails. */
async function played({ life, fates: given, deaths: dying, replicas }: Given): Promise<DeliveryWorld> {
  const world = aWorld();
  let asked = 0;
  world.chats.fateOf = conversation =>
    conversation === 'failing' ? (given[(asked += 1) % given.length] ?? 'delivered') : 'delivered';
  const left = [...dying];
  const begin = (): void => {
    const program = world.start();
    const diesAfter = left.shift();
    if (diesAfter !== undefined) program.diesAfter = diesAfter;
  };
  for (let replica = 0; replica < replicas; replica += 1) begin();
  for (const [index, moment] of life.entries()) {
    // It asked of a program that died before it could do anything for it.
    if (index === Math.floor(life.length / 2)) world.add('late');
    for (const _dead of world.programs.filter(({ isDead }) => isDead)) begin();
    world.programs = world.programs.filter(({ isDead }) => !isDead);
    world.amiss = moment.amiss;
    await act(world, moment);
    await world.pass(Math.max(moment.afterMs, 3 * minuteMs));
  }
  world.programs = [];
  world.start();
  world.chats.fateOf = () => 'delivered';
  await world.pass(26 * hourMs);
  return world;
}

const law = (name: string, holds: (world: DeliveryWorld, matters: readonly Matter[]) => void): void =>
  void it(`law: ${name}`, () =>
    fc.assert(
      fc.asyncProperty(moments, fates, deaths, fc.constantFrom(1, 2), async (life, given, dying, replicas) => {
        const world = await played({ life, fates: given, deaths: dying, replicas });
        holds(world, await world.all());
      }),
      { numRuns, seed },
    ));

const shownIn = (one: Arrived, matter: string) => one.message.shown.find(shown => shown.matter.id === matter);

const isPost = ({ message }: Arrived): boolean => message.activityId === undefined;

const healthy = ['all', 'critical', 'admin'];

describe('deliveries, with programs that die at any step, alone or two at once', function () {
  this.timeout(600_000);

  law(
    'what is amiss is shown, as it is, in every conversation that asked for it and can be written to',
    (world, matters) => {
      for (const matter of matters.filter(({ endedAt }) => endedAt === undefined))
        for (const [id, { route, isEscalation }] of world.destinations) {
          if (id === 'failing' || isEscalation || !asksFor(route, matter)) continue;
          const last = world.chats.of(id, matter.id).findLast(one => shownIn(one, matter.id)?.hasMoved === false);
          assert.equal(
            last === undefined ? 0 : shownIn(last, matter.id)?.matter.version,
            matter.version,
            `${id}: ${matter.key}`,
          );
        }
    },
  );

  law('a message that several share shows each as it is, whichever of its edits arrived last', (world, matters) => {
    const shared = world.chats.arrived.filter(one => one.message.shown.length > 1 && one.conversation !== 'failing');
    for (const { id, conversation } of shared) {
      const last = world.chats.arrived.findLast(one => one.id === id && one.conversation === conversation)!;
      for (const { matter, hasMoved } of last.message.shown)
        if (!hasMoved) assert.equal(matter.version, matters.find(one => one.id === matter.id)?.version, matter.id);
    }
  });

  law(
    'where a matter was posted it is shown that it is over, on the last card; elsewhere nothing is said',
    (world, matters) => {
      for (const matter of matters.filter(({ endedAt }) => endedAt !== undefined))
        for (const id of healthy) {
          const told = world.chats.of(id, matter.id);
          const post = told.findLast(one => isPost(one) && world.chats.isKnown(one));
          if (post === undefined) assert.ok(told.every(isPost));
          else assert.equal(told.findLast(one => one.id === post.id)?.message.shown[0]?.matter.version, matter.version);
        }
    },
  );

  law('nothing is posted twice whose id was given back', world => {
    for (const conversation of world.destinations.keys()) {
      const posts = world.chats.arrived.filter(one => one.conversation === conversation && isPost(one));
      const seen = new Map<string, Arrived>();
      for (const post of posts)
        for (const { matter } of post.message.shown) {
          const calling = `${matter.id} ${matter.posting}`;
          const before = seen.get(calling);
          assert.ok(before === undefined || !world.chats.isKnown(before), `${conversation}: ${calling} twice`);
          seen.set(calling, post);
        }
    }
  });

  law(
    'what a conversation is shown of a matter never goes back, and a card is edited four times an hour at most',
    world => {
      const last = new Map<string, number>();
      for (const one of world.chats.arrived)
        for (const { matter, hasMoved } of one.message.shown) {
          const name = `${one.conversation} ${matter.id}`;
          assert.ok(hasMoved || matter.version >= (last.get(name) ?? 0), name);
          if (!hasMoved) last.set(name, matter.version);
        }
      const edits = world.chats.arrived.filter(one => !isPost(one) && one.message.shown[0]?.hasMoved === false);
      for (const { conversation, id, at } of edits.filter(one => one.conversation !== 'failing')) {
        const same = edits.filter(
          one => one.conversation === conversation && one.id === id && at - one.at < hourMs - minuteMs && one.at <= at,
        );
        // A program that dies may have edited without noting it.
        assert.ok(same.length <= mostEditsAnHour + 6, `${same.length} edits`);
      }
    },
  );

  law('earlier posts of a matter point to its last', (world, matters) => {
    for (const matter of matters)
      for (const id of healthy) {
        const told = world.chats.of(id, matter.id);
        const posts = told.filter(one => isPost(one) && world.chats.isKnown(one));
        for (const post of posts.slice(0, -1))
          assert.equal(told.findLast(one => one.id === post.id)?.message.shown[0]?.hasMoved, true, id);
      }
  });

  law('a conversation that is gone is not written to again', world => {
    for (const [id, at] of world.gone)
      assert.ok(world.chats.requests.every(one => one.conversation !== id || one.at <= at));
  });

  it('law: zero that lasts a few minutes was posted in every conversation, whatever was amiss before', () =>
    fc.assert(
      fc.asyncProperty(moments, deaths, async (life, dying) => {
        const world = await played({ life, fates: ['delivered'], deaths: dying, replicas: 1 });
        world.amiss = ['zero'];
        await world.pass(20 * minuteMs);
        const matter = (await world.all()).find(one => isCritical(one) && one.endedAt === undefined);
        assert.ok(matter !== undefined);
        for (const id of ['all', 'critical', 'failing'])
          assert.ok(
            world.chats
              .of(id, matter.id)
              .some(one => isPost(one) && shownIn(one, matter.id)?.matter.key === matter.key),
            id,
          );
      }),
      { numRuns, seed },
    ));
});

describe('deliveries', () => {
  it('end where nothing is to be told: to who asked for something else, is gone, or does not want it any more', async () => {
    const world = new DeliveryWorld();
    world.add('critical', { kinds: 'critical' });
    world.add('gone');
    world.add('refusing');
    world.add('unsubscribed');
    world.chats.fateOf = id => (id === 'gone' ? 'gone' : id === 'refusing' ? 'refused' : 'delivered');
    const program = world.start();
    world.amiss = ['low'];
    await world.pass(minuteMs);
    world.destinations.delete('unsubscribed');
    world.amiss = ['failed', 'low'];
    await world.pass(minuteMs);
    world.amiss = ['low', 'stalled'];
    await world.pass(minuteMs);
    assert.ok(program.calls < 2000, `${program.calls} calls`);
    assert.equal(await world.matters.earliestDue(), undefined);
    assert.equal(world.chats.requests.filter(({ conversation }) => conversation === 'gone').length, 1);
    assert.deepEqual(world.chats.of('critical', 'matter-1'), []);
  });

  it('tell everybody else too when one conversation has just asked', async () => {
    const world = new DeliveryWorld();
    world.add('general');
    const program = world.start();
    world.amiss = ['zero'];
    world.add('sales');
    program.deliveries.tellNewcomers().catch(assert.ifError);
    await world.pass(10 * secondMs);
    assert.deepEqual(world.chats.arrived.map(({ conversation }) => conversation).toSorted(), ['general', 'sales']);
  });

  it('tell one that another process gave a matter to while messages are under way', async () => {
    const world = new DeliveryWorld();
    world.add('general');
    world.start();
    world.amiss = ['zero'];
    world.programs[0]!.run();
    await new Promise<void>(resolve => setImmediate(resolve));
    assert.deepEqual([world.chats.requests.length, world.chats.arrived.length], [1, 0]);
    world.add('sales');
    await world.matters.address('matter-1', 1, [{ destination: 'sales', dueAt: world.clock.now() }]);
    await world.pass(2 * secondMs);
    assert.equal(world.chats.of('sales', 'matter-1').filter(isPost).length, 1);
  });

  it('tell whoever asks anew, and everybody else while it cannot be known who does', async () => {
    const world = new DeliveryWorld();
    world.add('general');
    const program = world.start();
    world.amiss = ['zero'];
    await world.pass(minuteMs);
    const read = world.documents.read.bind(world.documents);
    world.documents.read = () => Promise.reject(new Error('away'));
    world.add('sales');
    program.deliveries.tellNewcomers().catch(assert.ifError);
    world.amiss = ['failed', 'zero'];
    await world.pass(10 * secondMs);
    assert.ok(world.chats.of('general', 'matter-2').length > 0);
    assert.deepEqual(world.chats.of('sales', 'matter-1'), []);
    world.documents.read = read;
    await world.pass(2 * minuteMs);
    assert.equal(world.chats.of('sales', 'matter-1').filter(isPost).length, 1);
    world.add('general', { kinds: 'critical' });
    await world.pass(2 * minuteMs);
    assert.equal(world.chats.of('general', 'matter-1').filter(isPost).length, 1);
  });

  it('make nobody else wait for ten silent conversations, neither for a first message nor for what happens next', async () => {
    const world = new DeliveryWorld();
    for (let index = 0; index < 60; index += 1) world.add(`${index < 10 ? 'silent' : 'fine'}-${index}`);
    let isFirst = true;
    world.chats.fateOf = id => {
      if (id.startsWith('silent')) return 'silent';
      const wasFirst = isFirst && id === 'fine-59';
      if (wasFirst) isFirst = false;
      return wasFirst ? 'busy' : 'delivered';
    };
    world.start();
    const begun = world.clock.now();
    world.amiss = ['low'];
    await world.pass(15 * secondMs);
    const first = world.chats.arrived.filter(({ conversation }) => conversation !== 'fine-59');
    assert.equal(first.length, 49);
    assert.ok(first.every(({ at }) => at - begun <= secondMs));
    const retried = world.chats.of('fine-59', 'matter-1')[0];
    assert.ok(retried !== undefined && retried.at - begun <= 12 * secondMs);
    world.amiss = ['zero'];
    const worse = world.clock.now();
    await world.pass(8 * secondMs);
    const second = world.chats.arrived.filter(
      one => shownIn(one, 'matter-1')?.matter.key === 'balance-zero 0' && isPost(one),
    );
    assert.equal(second.length, 50);
    assert.ok(second.every(({ at }) => at - worse <= 6 * secondMs));
  });

  it('show those to whom it escalated how it goes on, and that it is over, also after it eased and worsened anew', async () => {
    const world = aWorld();
    world.start();
    for (const [amiss, ms] of [
      ['zero', 40 * minuteMs],
      ['low', 20 * minuteMs],
      ['zero', 5 * minuteMs],
    ] as const) {
      world.amiss = [amiss];
      await world.pass(ms);
    }
    assert.equal(world.chats.of('admin', 'matter-1').filter(isPost).length, 1);
    world.amiss = [];
    await world.pass(5 * minuteMs);
    const last = world.chats.of('admin', 'matter-1').at(-1);
    assert.ok(last !== undefined && shownIn(last, 'matter-1')?.matter.endedAt !== undefined);
  });

  it('post in a new thread when theirs was deleted', async () => {
    const world = new DeliveryWorld();
    world.add('general');
    world.start();
    const fate: Fate[] = ['message-gone'];
    world.chats.fateOf = () => fate.shift() ?? 'delivered';
    world.amiss = ['zero'];
    await world.pass(minuteMs);
    assert.equal(world.chats.of('general', 'matter-1').length, 1);
  });

  it('tell after an outage of a day the latest state of each matter alone', async () => {
    const world = new DeliveryWorld();
    world.add('general');
    world.start();
    world.chats.fateOf = () => 'busy';
    for (const amiss of [['low'], ['zero'], ['low'], [], ['failed', 'low'], ['zero']] as const) {
      world.amiss = amiss;
      await world.pass(4 * hourMs);
    }
    assert.equal(world.chats.arrived.length, 0);
    world.chats.fateOf = () => 'delivered';
    await world.pass(20 * minuteMs);
    assert.deepEqual(
      world.chats.arrived.map(one => one.message.shown[0]?.matter.key),
      ['balance-zero 0'],
    );
  });
});
