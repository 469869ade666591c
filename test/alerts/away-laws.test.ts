import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acknowledged, dayMs, hourMs, isCritical, snoozed } from '../../core/index.ts';
import { DeliveryWorld } from '../support/delivery-world.ts';
import { moments, type Moment } from '../support/matter-histories.ts';

const numRuns = Number(process.env['LAWS_RUNS'] ?? 60);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_127);

/** What happens beside matters: the conversation leaves or is back, the clock is set, the program is started anew. */
const beside = fc.record({
  isAway: fc.boolean(),
  isRestarted: fc.boolean(),
  setMs: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -20, max: 20 }).map(hours => hours * hourMs) },
  ),
});

type Beside = typeof beside extends fc.Arbitrary<infer One> ? One : never;

/** Lives on with all of that, and then for a day with everybody there. */
async function played(life: readonly (readonly [Moment, Beside])[]): Promise<DeliveryWorld> {
  const world = new DeliveryWorld();
  world.add('general');
  world.add('quiet', { quietUntil: at => (at % dayMs < dayMs / 2 ? at - (at % dayMs) + dayMs / 2 : undefined) });
  world.add('admin', {}, { isEscalation: true });
  world.start();
  let asked = 0;
  const comes = (): void => world.add('general', {}, { asked: (asked += 1) });
  for (const [{ act, amiss, afterMs }, { isAway, isRestarted, setMs }] of life) {
    if (isAway) world.destinations.delete('general');
    else if (!world.destinations.has('general')) comes();
    world.clock.set(world.clock.now() + setMs);
    if (isRestarted) {
      world.programs = [];
      world.start();
    }
    world.amiss = amiss;
    const by = { by: 'Megan', at: world.clock.now() };
    if (act === 'acknowledges') await world.change('matter-1', matter => acknowledged(matter, by));
    if (act === 'snoozes')
      await world.change('matter-1', matter => snoozed(matter, { ...by, until: by.at + 2 * hourMs }));
    await world.pass(Math.min(afterMs, 2 * hourMs));
  }
  if (!world.destinations.has('general')) comes();
  await world.pass(26 * hourMs);
  return world;
}

describe('a conversation that comes and goes while clocks are set', function () {
  this.timeout(600_000);

  it('law: shows in the end each matter that it was told of as it is, and all that is amiss', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(moments, beside), { minLength: 1, maxLength: 10 }), async parts => {
        const life = parts.flatMap(([[first], other]) => (first === undefined ? [] : [[first, other] as const]));
        const world = await played(life);
        for (const matter of await world.all()) {
          for (const id of ['general', 'quiet']) {
            const shown = world.chats.of(id, matter.id).flatMap(({ message }) => message.shown);
            const last = shown.findLast(one => one.matter.id === matter.id && !one.hasMoved);
            if (last === undefined) assert.ok(matter.endedAt !== undefined, `${id}: ${matter.key}`);
            else assert.equal(last.matter.version, matter.version, `${id}: ${matter.key}`);
          }
          const isDue = matter.endedAt === undefined && isCritical(matter) && matter.acknowledged === undefined;
          if (isDue) assert.ok(world.chats.of('admin', matter.id).length > 0, `${matter.key} escalated to nobody`);
        }
      }),
      { numRuns, seed },
    ));
});
