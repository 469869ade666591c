import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  callStateOf,
  canRestoreCalls,
  canStopCalls,
  minuteMs,
  settledWish,
  withCalls,
  wished,
  type CallWish,
  type MatterCalls,
} from '../../core/index.ts';
import { evening, matterOf, thereafter } from '../support/made-matters.ts';

const ana = { id: 'ana', name: 'Ana' };
const at = evening;

const stop = (before?: CallWish, more: object = {}) => wished(before, { wants: 'stopped', by: ana, at, ...more });
const restore = (before?: CallWish, more: object = {}) => wished(before, { wants: 'restored', by: ana, at, ...more });
const done = (wish: CallWish | undefined, outcome: 'done' | 'nothing' | 'failed' = 'done'): CallWish =>
  settledWish(wish!, wish!.number, { outcome, ...(outcome === 'failed' && { reason: 'group-inherited' }) }, at);

describe('what is wanted of somebody’s paid calls', () => {
  it('stands as what came of it, and either can be stopped or restored', () => {
    const stopping = stop();
    const stopped = done(stopping);
    const restoring = restore(stopped);
    const states = [
      [undefined, 'usual'],
      [stopping, 'stopping'],
      [stopped, 'stopped'],
      [done(stopping, 'nothing'), 'not-stopped'],
      [done(stopping, 'failed'), 'not-stopped'],
      [restoring, 'restoring'],
      [done(restoring), 'usual'],
      [done(restoring, 'nothing'), 'usual'],
      [done(restoring, 'failed'), 'not-restored'],
    ] as const;
    for (const [wish, state] of states) {
      assert.equal(callStateOf(wish), state);
      assert.equal(canStopCalls(wish) && canRestoreCalls(wish), state === 'not-restored');
      assert.ok(canStopCalls(wish) || canRestoreCalls(wish));
    }
  });

  it('is one wish however often it is wanted, and whoever wants it too', () => {
    const first = stop();
    assert.equal(stop(first, { by: { id: 'bo', name: 'Bo' } }), first);
    const stopped = done(first);
    assert.equal(stop(stopped), stopped);
    assert.equal(restore(), undefined);
    const restored = done(restore(stopped));
    assert.equal(restore(restored), restored);
  });

  it('tells each matter from which it is wanted, also where it is done already', () => {
    const first = stop(undefined, { matter: 'matter-1' });
    assert.deepEqual(first?.matters, ['matter-1']);
    const told: CallWish = { ...done(first), isTold: true };
    const again = stop(told, { matter: 'matter-2' });
    assert.deepEqual([again?.number, again?.matters, again?.isTold], [1, ['matter-1', 'matter-2'], false]);
    assert.equal(stop(told, { matter: 'matter-1' }), told);
  });

  it('is settled once, and never by what was worked out for an earlier one', () => {
    const first = stop()!;
    const second = restore(first)!;
    assert.equal(settledWish(second, first.number, { outcome: 'done' }, at), second);
    const settled = done(second);
    assert.equal(settledWish(settled, second.number, { outcome: 'failed' }, at), settled);
  });

  it('keeps that they had the license for as long as it is to be given back, and the directory may be behind', () => {
    const taken: CallWish = { ...done(stop()), hadLicense: true };
    const restoring = restore(taken);
    assert.equal(restoring?.hadLicense, true);
    const restored = done(restoring);
    assert.equal(stop(restored)?.hadLicense, true);
    assert.equal(stop(restored, { at: at + 20 * minuteMs })?.hadLicense, false);
    assert.equal(restore(taken, { at: at + 90 * 24 * 60 * minuteMs })?.hadLicense, true);
  });

  it('whatever is pressed in whatever order, the last wish that changed anything is what comes to be', () => {
    const deed = fc.constantFrom('stop', 'restore', 'settles', 'fails');
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 12 }), deeds => {
        let wish: CallWish | undefined;
        let number = 0;
        for (const one of deeds) {
          const before = wish;
          if (one === 'stop' || one === 'restore') wish = one === 'stop' ? stop(wish) : restore(wish);
          else if (wish !== undefined) wish = done(wish, one === 'settles' ? 'done' : 'failed');
          // Numbers go up by one, and what is wanted is never the other way round.
          assert.ok((wish?.number ?? 0) - number === 0 || (wish?.number ?? 0) - number === 1);
          number = wish?.number ?? 0;
          if (one === 'stop' && wish !== undefined) assert.equal(wish.wants, 'stopped');
          if (one === 'restore' && before !== undefined && canRestoreCalls(before))
            assert.equal(wish?.wants, 'restored');
        }
      }),
    );
  });
});

describe('a matter whose person’s paid calls are stopped', () => {
  const calls = (state: MatterCalls['state'], wish = 1): MatterCalls => ({ state, by: 'Ana', at: at + minuteMs, wish });
  const fraud = matterOf('fraud-suspected');

  it('is seen by whoever stopped them, says it once, and says so beyond its end', () => {
    const stopped = withCalls(fraud, calls('stopped'));
    assert.deepEqual(stopped.acknowledged, { by: 'Ana', at: at + minuteMs });
    assert.equal(stopped.timeline.at(-1)?.kind, 'calls-stopped');
    assert.equal(withCalls(stopped, calls('stopped')), stopped);
    const over = thereafter(stopped, at + 60 * minuteMs);
    assert.equal(over.calls?.state, 'stopped');
    const restored = withCalls(over, calls('restored', 2));
    assert.deepEqual([restored.calls?.state, restored.endedAt], ['restored', over.endedAt]);
    assert.equal(restored.version, over.version + 1);
    assert.equal(withCalls(restored, calls('stopped', 1)), restored);
  });

  it('is seen by nobody where they could not be stopped, and calls people anew where it worsens after', () => {
    assert.equal(withCalls(fraud, calls('not-stopped')).acknowledged, undefined);
    const unusual = withCalls(matterOf('unusual-spend'), calls('stopped'));
    const worse = thereafter(unusual, at + 60 * minuteMs, 'fraud-suspected');
    assert.deepEqual([worse.acknowledged, worse.calls?.state], [undefined, 'stopped']);
    assert.ok(worse.posting > unusual.posting);
  });
});
