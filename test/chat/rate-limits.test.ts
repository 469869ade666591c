import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { RateLimits } from '../../bot/chat/rate-limits.ts';
import { at } from '../support/builders.ts';
import { says } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('how much may be asked', () => {
  for (const isSandbox of [false, true])
    describe(isSandbox ? 'in the sandbox' : 'outside the sandbox', () => {
      let office: Office;
      beforeEach(async () => {
        office = new Office();
        Object.assign(office, { isSandbox, isLimited: true });
        await office.open();
      });
      afterEach(() => office.close());
      const as = people.nobody;

      it('a person is answered 30 times in a minute, then told once, then not at all; others go on', async () => {
        for (let time = 0; time < 30; time += 1) says(await office.types('help', { as }), 'help.title');
        says(await office.types('help', { as }), 'app.tooMuch');
        for (let time = 0; time < 5; time += 1) assert.deepEqual(await office.typesAndSees('help', { as }), []);
        says(await office.types('help', { as: people.reader }), 'help.title');
        office.clock.advance(minuteMs);
        says(await office.types('help', { as }), 'help.title');
      });

      it('a press too many is answered with the sentence, then with nothing, and does nothing', async () => {
        for (let time = 0; time < 30; time += 1) await office.types('help', { as: people.globalAdmin });
        const press = () => office.invokes('setup-billing', { version: 1, billing: 'prepaid' });
        assert.match((await press()).text, /more than can be answered/);
        assert.deepEqual((await press()).text, '');
        assert.deepEqual(await office.entries(), []);
      });

      it('what a client asks by itself is dropped in silence, and takes nothing from its person', async () => {
        const refresh = () =>
          office.post({
            ...office.activity({ as }),
            ...{ type: 'invoke', name: 'adaptiveCard/action' },
            value: { action: { verb: 'run', data: { text: 'help' } }, trigger: 'automatic' },
          });
        for (let time = 0; time < 60; time += 1) assert.match(JSON.stringify((await refresh()).body), /AdaptiveCard/);
        const { status, body } = await refresh();
        assert.deepEqual([status, (body as { value: unknown }).value], [200, '']);
        says(await office.types('help', { as }), 'help.title');
      });
    });

  it('an organization may ask 300 things in a minute, whoever asks', () => {
    const limits = new RateLimits(new VirtualClock(at('2026-11-22T12:00:00Z')));
    for (let time = 0; time < 300; time += 1) assert.equal(limits.allow(`person ${time % 20}`, 'asked'), 'done');
    assert.deepEqual(
      [limits.allow('another', 'asked'), limits.allow('another', 'asked'), limits.allow('another', 'automatic')],
      ['refused', 'dropped', 'done'],
    );
  });

  it('a clock that is set back forbids nobody to ask', () => {
    let now = at('2026-11-22T12:00:00Z');
    const limits = new RateLimits({ now: () => now });
    for (let time = 0; time < 30; time += 1) limits.allow('somebody', 'asked');
    assert.equal(limits.allow('somebody', 'asked'), 'refused');
    now -= 24 * 60 * minuteMs;
    assert.equal(limits.allow('somebody', 'asked'), 'done');
  });
});
