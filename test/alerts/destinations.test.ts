import assert from 'node:assert/strict';
import { AllDestinations, type DestinationSource, type Reached } from '../../bot/alerts/destinations.ts';

const reached = (id: string): Reached => ({
  ...{ id, route: { kinds: 'all', quietUntil: () => undefined }, isEscalation: false },
  tell: () => Promise.resolve({ kind: 'delivered', activityId: `told ${id}` }),
  test: () => Promise.resolve({ kind: 'delivered', activityId: '' }),
  gone: () => Promise.resolve(),
});

describe('those who are told', () => {
  let mail: () => Promise<readonly Reached[]>;
  let all: AllDestinations;
  beforeEach(() => {
    const source = (of: () => Promise<readonly Reached[]>): DestinationSource => ({
      reached: of,
      listed: () => Promise.resolve([]),
    });
    mail = () => Promise.resolve([reached('mail')]);
    all = new AllDestinations([source(() => Promise.resolve([reached('general')])), source(() => mail())]);
  });

  const ids = async () => [...(await all.all()).keys()];
  const away = () => Promise.reject(new Error('away'));

  it('stay as they last were where one kind of them cannot be read, and are told all the same', async () => {
    assert.deepEqual(await ids(), ['general', 'mail']);
    mail = away;
    assert.deepEqual(await ids(), ['general', 'mail']);
    const [one] = (await all.all()).values();
    assert.deepEqual(await all.tell(one!, { shown: [], activityId: undefined }), {
      kind: 'delivered',
      activityId: 'told general',
    });
    mail = () => Promise.resolve([]);
    assert.deepEqual(await ids(), ['general']);
  });

  it('are not known where one kind of them was never read: it is no kind without anybody', async () => {
    mail = away;
    await assert.rejects(ids(), /away/);
  });
});
