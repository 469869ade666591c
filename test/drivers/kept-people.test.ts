import assert from 'node:assert/strict';
import type { Person } from '../../core/index.ts';
import type { KeptPeople, KeptPlace } from '../../bot/ports/index.ts';
import { storeDrivers, type Opened, type StorePorts } from '../support/drivers.ts';

const start: KeptPlace = { version: 0, id: '' };

const somebody = (id: string, name = id): Person => ({
  ...{ id, name, userPrincipalName: `${id}@contoso.example`, mail: '', kind: 'member', isEnabled: true },
  usageLocation: null,
  licenses: [{ skuId: 'e5', disabledPlanIds: ['plan'], isActive: true, isByGroup: false }],
});

for (const driver of storeDrivers)
  describe(`kept people on ${driver.name}`, () => {
    let kept: KeptPeople;
    let fabrikam: KeptPeople;
    let close: Opened<StorePorts>['close'];
    beforeEach(async () => {
      const opened = await driver.open();
      ({ keptPeople: kept } = opened.port.of('contoso'));
      ({ keptPeople: fabrikam } = opened.port.of('fabrikam'));
      ({ close } = opened);
    });
    afterEach(() => close());

    const told = async (place = start, limit = 100): Promise<readonly string[]> =>
      (await kept.since(place, limit)).map(({ id, person }) => `${id} ${person?.name ?? 'gone'}`);

    it('come back as they were kept, and only those of one organization', async () => {
      const zoe = somebody('zoe', "Zoë O'Hara 李");
      await kept.keep({ people: [zoe], gone: [] });
      await fabrikam.keep({ people: [somebody('other')], gone: [] });
      assert.deepEqual(
        (await kept.since(start, 10)).map(({ person }) => person),
        [zoe],
      );
    });

    it('replace what was kept of the same person, and leave the id alone of who has left', async () => {
      await kept.keep({ people: [somebody('a', 'Alex'), somebody('b', 'Bea')], gone: [] });
      await kept.keep({ people: [somebody('a', 'Alexandra')], gone: ['b', 'never-seen'] });
      assert.deepEqual(await told(), ['a Alexandra', 'b gone', 'never-seen gone']);
      await kept.keep({ people: [somebody('b', 'Bea')], gone: [] });
      assert.deepEqual(await told(), ['a Alexandra', 'never-seen gone', 'b Bea']);
    });

    it('are told from a place on, in pages that split what was kept together', async () => {
      await kept.keep({ people: ['a', 'b', 'c'].map(id => somebody(id)), gone: [] });
      const [, second] = await kept.since(start, 2);
      assert.deepEqual(await told(second), ['c c']);
      const [last] = await kept.since(second!, 1);
      assert.deepEqual(await told(last), []);
      await kept.keep({ people: [somebody('a', 'Alex')], gone: [] });
      assert.deepEqual(await told(last), ['a Alex']);
      assert.deepEqual(await told(start), ['b b', 'c c', 'a Alex']);
    });

    it('have no mark until one is kept, and then the last; its link may be missing', async () => {
      await kept.keep({ people: [somebody('a')], gone: [] });
      assert.equal(await kept.mark(), undefined);
      await kept.keep({ people: [], gone: [], mark: { link: '/users/delta?x', readAt: 1, asOf: 2 } });
      await kept.keep({ people: [], gone: ['a'] });
      assert.deepEqual(await kept.mark(), { link: '/users/delta?x', readAt: 1, asOf: 2 });
      await kept.keep({ people: [], gone: [], mark: { link: undefined, readAt: 3, asOf: 4 } });
      assert.deepEqual(await kept.mark(), { link: undefined, readAt: 3, asOf: 4 });
      assert.equal(await fabrikam.mark(), undefined);
    });

    it('that are kept by several at once all have a place', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'];
      const given = await Promise.all(ids.map(id => kept.keep({ people: [somebody(id)], gone: [] })));
      const versions = (await kept.since(start, 10)).map(({ id, version }) => [id, version]);
      assert.deepEqual(new Map(versions as [string, number][]), new Map(ids.map((id, index) => [id, given[index]!])));
      assert.equal(new Set(given).size, 5);
    });
  });
