import assert from 'node:assert/strict';
import type { Looks } from '../../bot/ports/index.ts';
import { storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';

for (const driver of storeDrivers)
  describe(`looks on ${driver.name}`, () => {
    let looks: Looks;
    let fabrikam: Looks;
    let close: Opened<StorePorts>['close'];
    beforeEach(async () => {
      const opened = await driver.open();
      ({ looks } = opened.port.of('contoso'));
      ({ looks: fabrikam } = opened.port.of('fabrikam'));
      ({ close } = opened);
    });
    afterEach(() => close());

    const note = (who: string, whom: string | undefined, at: number) => looks.note({ who, whom, at, command: 'usage' });
    const told = async (asked: Partial<Parameters<Looks['list']>[0]> = {}, of = looks): Promise<readonly string[]> =>
      (await of.list({ limit: 100, ...asked })).map(
        ({ who, whom, at, command }) => `${who} ${whom ?? 'list'} ${at} ${command}`,
      );

    it('are listed newest first, as they were noted, and only those of one organization', async () => {
      await note('alex', undefined, 5);
      await note('megan', 'lynne', 3);
      await fabrikam.note({ who: 'other', whom: undefined, at: 9, command: 'calls' });
      assert.deepEqual(await told(), ['megan lynne 3 usage', 'alex list 5 usage']);
      assert.deepEqual(await told({}, fabrikam), ['other list 9 calls']);
    });

    it('of a person are those at them, and at lists in which they may have been', async () => {
      await note('alex', undefined, 1);
      await note('alex', 'lynne', 2);
      await note('alex', 'megan', 3);
      assert.deepEqual(await told({ of: 'lynne' }), ['alex lynne 2 usage', 'alex list 1 usage']);
      assert.deepEqual(await told({ of: 'nobody' }), ['alex list 1 usage']);
    });

    it('come in pages that keep their place while more are noted', async () => {
      for (const at of [1, 2, 3, 4, 5]) await note('alex', 'lynne', at);
      const first = await looks.list({ limit: 2 });
      await note('alex', 'lynne', 6);
      const second = await looks.list({ limit: 2, before: first.at(-1)!.place });
      const third = await looks.list({ limit: 2, before: second.at(-1)!.place });
      assert.deepEqual(
        [...first, ...second, ...third].map(({ at }) => at),
        [5, 4, 3, 2, 1],
      );
    });

    it('are forgotten from before an instant, and a place is never given again', async () => {
      await note('alex', undefined, 1);
      await note('alex', undefined, 2);
      const [last] = await looks.list({ limit: 1 });
      await fabrikam.note({ who: 'other', whom: undefined, at: 1, command: 'calls' });
      await looks.trim(2);
      assert.deepEqual(await told(), ['alex list 2 usage']);
      await looks.trim(3);
      await note('alex', undefined, 4);
      assert.ok((await looks.list({ limit: 1 }))[0]!.place > last!.place);
      assert.equal((await told({}, fabrikam)).length, 1);
    });
  });
