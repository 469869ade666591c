import assert from 'node:assert/strict';
import { census, creditsSkuId, minuteMs } from '../../core/index.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import type { AssignmentRun } from '../../bot/licenses/assignments.ts';
import type { Licenses } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { aTenant } from '../support/graph.ts';
import { named, notAsked, processOn } from '../support/assignment-processes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const skuIds = [creditsSkuId];

describe('giving licenses to very many people', () => {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  const process = processOn(clock);

  it('of 10,000 people, with a Graph that misbehaves and the process killed half-way, everyone ends once with the right result', async () => {
    const passes: readonly (readonly [number, string])[] = [
      ...[429, 503, 504, 509].map(status => [status, 'Passing'] as const),
      [409, 'Directory_ConcurrencyViolation'],
    ];
    const contoso = await aTenant({
      ...{ people: 10_000, clock },
      faults: {
        ...{ throttled: 0.05, silentEvery: 3, failing: 0.02, failures: passes, unsaid: 0.01, cut: 0.01 },
        ...{ twins: true, pages: 'expired' },
      },
    });
    const { graph, tenant, server, documents, endpoint } = contoso;
    const later = new Graph({ endpoint, credentials: { kind: 'sandbox' }, clock, random: seeded(4) });
    const isBusy = (): boolean => graph.isBusy || later.isBusy;
    try {
      const directory = new GraphDirectory(graph);
      const before = await clock.carryOut(Promise.all([directory.people(), directory.skus()]), isBusy);
      const { lackCredits } = census(...before);
      assert.ok(lackCredits.length > 6000, `${lackCredits.length} lack it`);

      // The first process dies after 3,000 results: those since it last saved its progress are lost with it.
      const real = new GraphLicenses(graph);
      let onResult = 0;
      const carriedOut = new Set<string>();
      const dying: Licenses = {
        assign: (assignments, tell) =>
          Promise.race([
            real.assign(
              assignments,
              (id, result) => {
                onResult += 1;
                if (result.ok) carriedOut.add(id);
                if (onResult <= 3000) tell(id, result);
              },
              until(() => onResult >= 3000),
            ),
            new Promise<void>(() => undefined),
          ]).then(() => new Promise<void>(() => undefined)),
        remove: notAsked,
        locate: () => Promise.resolve(),
      };
      const dead = process(dying, documents, 'dead');
      await dead.begin('credits', {
        id: 'r',
        skuIds,
        people: named(...lackCredits.map(({ id }) => id)),
        card: null,
      });
      void dead.work('credits');
      await clock.carryOut(
        reached(() => onResult >= 3000),
        isBusy,
      );
      const half = await dead.read('credits');
      assert.ok(half !== undefined && half.pending.length > 3000 && half.assigned > 2000);

      // No process takes it over while the dead one's lease runs; then one does.
      const askedAgain: string[] = [];
      const afresh = new GraphLicenses(later);
      const known = new GraphDirectory(later);
      const again: Licenses = {
        assign: (assignments, ...more) => {
          askedAgain.push(...assignments.map(({ personId }) => personId));
          return afresh.assign(assignments, ...more);
        },
        writtenElsewhere: afresh.writtenElsewhere.bind(afresh),
        remove: notAsked,
        locate: () => Promise.resolve(),
      };
      const next = process(again, documents, 'next', undefined, {
        people: () => known.people(),
        skus: () => known.skus(),
      });
      await next.work('credits');
      assert.equal((await next.read('credits'))?.state, 'running');
      clock.advance(2 * minuteMs);
      await clock.carryOut(next.work('credits'), isBusy);

      const run = await next.read('credits');
      assert.equal(run?.state, 'done');
      assert.equal(run.assigned + run.failed.length, lackCredits.length);
      assert.equal(new Set(run.failed.map(({ id }) => id)).size, run.failed.length);
      const expected = new Map(
        lackCredits.map(({ id }) => {
          const user = tenant.user(id);
          const fault = user?.fault === 'gone' ? 'not-found' : user?.fault;
          return [id, fault ?? (user?.usageLocation === null ? 'no-usage-location' : undefined)] as const;
        }),
      );
      assert.deepEqual(
        new Map(run.failed.map(({ id, reason }) => [id, reason])),
        new Map([...expected].filter(([, reason]) => reason !== undefined).toSorted(byPlaceIn(run.failed))),
      );
      for (const [id, reason] of expected)
        assert.equal(tenant.user(id)?.skus.filter(sku => sku === creditsSkuId).length, reason === undefined ? 1 : 0);
      assert.deepEqual([askedAgain.filter(id => carriedOut.has(id)), askedAgain.length > 3000], [[], true]);
      assert.equal(server.beyondLimits, 0, 'the limits of Graph were kept');
    } finally {
      await contoso.stop();
    }
  });
});

/** A signal that aborts once the condition holds, which is checked between other work. */
function until(isSo: () => boolean): AbortSignal {
  const controller = new AbortController();
  void reached(isSo).then(() => controller.abort());
  return controller.signal;
}

async function reached(isSo: () => boolean): Promise<void> {
  for (let looks = 0; looks < 1_000_000 && !isSo(); looks += 1) await new Promise(setImmediate);
  assert.ok(isSo(), 'it never came to that');
}

const byPlaceIn = (failed: AssignmentRun['failed']) => {
  const place = new Map(failed.map(({ id }, index) => [id, index]));
  return ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
    (place.get(one) ?? 0) - (place.get(other) ?? 0);
};
