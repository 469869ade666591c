import assert from 'node:assert/strict';
import { creditsSkuId, minuteMs, type Matter, type MatterCalls, type Person } from '../../core/index.ts';
import { CallStopper } from '../../bot/licenses/call-stopper.ts';
import type { KnownPeople } from '../../bot/licenses/kept-directory.ts';
import { StoppedCalls } from '../../bot/licenses/stopped-calls.ts';
import type { Licenses } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { testLog } from '../support/logs.ts';
import { evening, matterOf } from '../support/made-matters.ts';
import { inMemory } from '../support/stores.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const by = { id: 'admin', name: 'Megan' };

/** Processes on one store, and a directory with one person in it, who is the matter's too. */
class World {
  readonly clock = new VirtualClock(at('2026-11-26T12:00:00Z'));
  readonly #stores = inMemory();
  /** What Graph does: `away` rejects, `busy` answers so, `drops` acts and then rejects. */
  graph: 'works' | 'away' | 'busy' | 'drops' | 'refuses' = 'works';
  held: 'no' | 'own' | 'by-group' = 'own';
  isGone = false;
  /** What the directory still says, where it is behind. */
  behind: World['held'] | undefined;
  readonly asked: string[] = [];
  matter: Matter = { ...matterOf('fraud-suspected', { person: 'ana', about: 'ana' }), id: 'matter-1' };
  beforeWriting: () => Promise<unknown> = () => Promise.resolve();

  /** What the matter says of the calls. */
  readonly told = (): MatterCalls | undefined => this.matter.calls;

  process(worker: string) {
    const { clock } = this;
    const stoppedCalls = new StoppedCalls({ documents: this.#stores.documents, clock, worker });
    const licenses: Pick<Licenses, 'assign' | 'remove'> = {
      assign: (people, onResult) =>
        this.#writes('own', people[0]!.personId, id => onResult(id, this.#result('assigned'))),
      remove: (people, onResult) =>
        this.#writes('no', people[0]!.personId, id => onResult(id, this.#result('removed'))),
    };
    const stopper = new CallStopper({
      ...{ stoppedCalls, licenses, clock, log: testLog, show: () => undefined },
      keptDirectory: {
        read: () => Promise.resolve(this.#known()),
        known: () => this.#known(),
        afresh: () => Promise.resolve(this.isGone ? [] : [this.#person()]),
      },
      followedMatters: {
        change: (_id, change) => Promise.resolve((this.matter = change(this.matter, clock.now()))),
      },
      matters: { latestOf: subject => Promise.resolve(subject === this.matter.subject ? this.matter : undefined) },
    });
    const ask = async (wants: 'stopped' | 'restored', matter?: string): Promise<void> => {
      await stoppedCalls.ask('ANA', { wants, by, at: clock.now(), matter });
    };
    const wants = async (what: 'stopped' | 'restored'): Promise<void> => {
      await ask(what, 'matter-1');
      await stopper.work('ana').catch(() => undefined);
    };
    return { stoppedCalls, stopper, ask, wants };
  }

  #result<Value>(value: Value) {
    if (this.graph === 'refuses') return { ok: false, refusal: 'not-allowed' } as const;
    return this.graph === 'busy' ? ({ ok: false, refusal: 'too-busy' } as const) : ({ ok: true, value } as const);
  }

  async #writes(held: 'no' | 'own', id: string, tell: (id: string) => void): Promise<void> {
    this.asked.push(held === 'own' ? 'assign' : 'remove');
    await this.beforeWriting();
    if (this.graph === 'away') throw new Error('Graph is away');
    if (this.graph === 'works' || this.graph === 'drops') this.held = held;
    if (this.graph === 'drops') throw new Error('the answer was lost');
    tell(id);
  }

  #person(): Person {
    const held = this.behind ?? this.held;
    const license = { skuId: creditsSkuId, disabledPlanIds: [], isActive: true, isByGroup: held === 'by-group' };
    return {
      ...{ id: 'ana', name: 'Ana', userPrincipalName: 'ana@contoso.example', mail: '', kind: 'member' },
      ...{ isEnabled: true, usageLocation: 'US', licenses: held === 'no' ? [] : [license] },
    };
  }

  #known(): KnownPeople {
    const person = this.isGone ? undefined : this.#person();
    return {
      ...{
        people: person === undefined ? [] : [person],
        asOf: 0,
        mayMean: () => [],
        isCalled: () => false,
        suggested: () => [],
      },
      person: id => (id.toLowerCase() === 'ana' ? person : undefined),
    };
  }
}

describe('stopping the paid calls of one person', () => {
  let world: World;
  beforeEach(() => (world = new World()));

  it('takes the license, says so on the matter, and one more wish gives it back', async () => {
    const { wants, stoppedCalls } = world.process('one');
    await wants('stopped');
    assert.deepEqual([world.held, world.told()?.state, world.matter.acknowledged?.by], ['no', 'stopped', 'Megan']);
    assert.equal((await stoppedCalls.of('Ana'))?.outcome, 'done');
    await wants('stopped');
    assert.deepEqual(world.asked, ['remove']);
    await wants('restored');
    assert.deepEqual([world.held, world.told()?.state, world.asked], ['own', 'restored', ['remove', 'assign']]);
  });

  for (const graph of ['away', 'busy', 'drops'] as const)
    it(`is done in a later round, once, where Graph ${graph === 'drops' ? 'acts and its answer is lost' : `is ${graph}`}`, async () => {
      const [one, other] = [world.process('one'), world.process('other')];
      world.graph = graph;
      await one.wants('stopped');
      assert.deepEqual([(await one.stoppedCalls.of('ana'))?.outcome, world.told()], ['asked', undefined]);
      world.graph = 'works';
      await other.stopper.catchUp();
      assert.deepEqual([world.held, world.told()?.state], ['no', 'stopped']);
      await one.wants('restored');
      assert.equal(world.held, 'own');
    });

  it('goes on after a process died in the middle, on another one, once its lease is over', async () => {
    const [one, other] = [world.process('one'), world.process('other')];
    await one.ask('stopped', 'matter-1');
    assert.ok(await one.stoppedCalls.take('ana'));
    await other.stopper.catchUp();
    assert.deepEqual(world.asked, []);
    world.clock.set(world.clock.now() + 2 * minuteMs);
    await other.stopper.catchUp();
    assert.deepEqual([world.held, world.told()?.state], ['no', 'stopped']);
  });

  it('says on the matter what was done, also where the process died just after', async () => {
    const { stoppedCalls, ask } = world.process('one');
    await ask('stopped', 'matter-1');
    const taken = await stoppedCalls.take('ana');
    await stoppedCalls.settle('ana', taken!.number, { outcome: 'done' });
    await world.process('other').stopper.catchUp();
    assert.equal(world.told()?.state, 'stopped');
    const { version } = world.matter;
    await world.process('other').stopper.catchUp();
    assert.equal(world.matter.version, version);
  });

  it('that is wanted and no more wanted meanwhile leaves the license as it was, whoever is first', async () => {
    const [one, other] = [world.process('one'), world.process('other')];
    world.beforeWriting = async () => {
      world.beforeWriting = () => Promise.resolve();
      await other.wants('restored');
      assert.deepEqual(world.asked, ['remove'], 'the other process waits for the lease');
    };
    await one.wants('stopped');
    await other.stopper.catchUp();
    assert.deepEqual([world.held, world.told()?.state, world.asked], ['own', 'restored', ['remove', 'assign']]);
  });

  it('gives back and takes again where the directory still tells of before', async () => {
    const { wants } = world.process('one');
    await wants('stopped');
    world.behind = 'own';
    await wants('restored');
    assert.equal(world.held, 'own');
    world.behind = 'no';
    await wants('stopped');
    assert.deepEqual([world.held, world.told()?.state], ['no', 'stopped']);
  });

  it('takes nothing that a group gives, and gives nobody what they never had', async () => {
    world.held = 'by-group';
    const { wants } = world.process('one');
    await wants('stopped');
    assert.deepEqual([world.told()?.state, world.told()?.reason], ['not-stopped', 'group-inherited']);
    assert.equal(world.matter.acknowledged, undefined);
    world.held = 'no';
    await wants('stopped');
    assert.deepEqual([world.told()?.state, world.told()?.reason], ['not-stopped', undefined]);
    await wants('restored');
    assert.deepEqual([world.held, world.asked], ['no', []]);
  });

  it('says of somebody who has left, and where it is not allowed, that it was not done', async () => {
    const { wants } = world.process('one');
    world.isGone = true;
    await wants('stopped');
    assert.equal(world.told()?.reason, 'not-found');
    world.isGone = false;
    world.graph = 'refuses';
    await wants('stopped');
    assert.deepEqual([world.told()?.reason, world.held], ['not-allowed', 'own']);
  });

  it('is over where somebody gives the license back elsewhere, and not while the directory is behind', async () => {
    const { wants, stopper, stoppedCalls } = world.process('one');
    await wants('stopped');
    world.held = 'own';
    await stopper.catchUp();
    assert.equal(world.told()?.state, 'stopped');
    world.clock.set(world.clock.now() + 20 * minuteMs);
    await stopper.catchUp();
    assert.deepEqual([world.told()?.state, world.held], ['restored', 'own']);
    assert.deepEqual(
      (await stoppedCalls.of('ana'))?.earlier.map(one => one.wants),
      ['stopped'],
    );
  });

  it('marks the open matter of whoever’s calls are stopped from elsewhere, and no matter that is over', async () => {
    const one = world.process('one');
    await one.ask('stopped');
    await one.stopper.work('ana');
    assert.equal(world.told()?.state, 'stopped');
    world = new World();
    world.matter = { ...world.matter, endedAt: evening };
    const other = world.process('other');
    await other.ask('stopped');
    await other.stopper.work('ana');
    assert.equal(world.told(), undefined);
  });
});
