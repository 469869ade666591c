import assert from 'node:assert/strict';
import { JSONFilePreset } from 'lowdb/node';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { VolatileDisk, type Names } from '../support/volatile-disk.ts';

const folder = '/volatile';
const file = `${folder}/contoso/settings.json`;

/** Writes to one document, and reads it as a new process would. */
interface Writer {
  readonly write: (value: number) => Promise<void>;
  readonly read: () => Promise<unknown>;
}

const ours = (): Writer => {
  const documents = new LowdbDocuments(folder);
  return {
    write: value => documents.of('contoso').change('settings', () => ({ value })),
    read: async () =>
      ((await new LowdbDocuments(folder).of('contoso').read('settings')) as { value?: unknown } | null)?.value,
  };
};

const stock = async (): Promise<Writer> => {
  const database = await JSONFilePreset(file, { value: 0 });
  return {
    write: value => database.update(data => void (data.value = value)),
    read: async () => (await JSONFilePreset(file, { value: undefined })).data.value,
  };
};

describe('documents at a power cut', () => {
  let disk: VolatileDisk;
  let unmount: () => void;
  const mountNew = (): void => {
    disk = new VolatileDisk(folder);
    unmount = disk.mount();
  };
  beforeEach(mountNew);
  afterEach(() => unmount());

  class PowerCut extends Error {}

  /** Writes 1, 2, … and cuts the power after that many steps; returns what had been acknowledged, and what is read afterwards. */
  async function cutAfter(open: () => Promise<Writer> | Writer, steps: number, names: Names) {
    const writer = await open();
    let left = steps;
    disk.onStep = () => {
      left -= 1;
      if (left < 0) throw new PowerCut();
    };
    let acknowledged = 0;
    try {
      for (let value = 1; value <= 5; value += 1) {
        await writer.write(value);
        acknowledged = value;
      }
    } catch {
      // The program is gone with the power.
    }
    disk.onStep = () => undefined;
    disk.cutPower(names);
    const found = await writer.read().catch((error: unknown) => (error as Error).message);
    return { acknowledged, found };
  }

  /** Makes changes at once, and cuts the power after that many steps. */
  async function cutDuring(steps: number, names: Names) {
    let left = steps;
    disk.onStep = () => {
      left -= 1;
      if (left < 0) throw new PowerCut();
    };
    const documents = new LowdbDocuments(folder).of('contoso');
    const numbers = [1, 2, 3, 4, 5];
    const made = await Promise.allSettled(
      numbers.map(one => documents.change('settings', before => [...((before as number[] | null) ?? []), one])),
    );
    disk.onStep = () => undefined;
    disk.cutPower(names);
    const found = (await new LowdbDocuments(folder).of('contoso').read('settings')) as readonly number[] | null;
    return { acknowledged: numbers.filter((_, index) => made[index]?.status === 'fulfilled'), found: found ?? [] };
  }

  for (const names of ['synced', 'all'] as const) {
    it(`keep what was acknowledged, at every step, with ${names} names`, async () => {
      for (let steps = 0; steps < 25; steps += 1) {
        unmount();
        mountNew();
        const { acknowledged, found } = await cutAfter(ours, steps, names);
        // The write in progress may have arrived; nothing is older than what was acknowledged, and nothing is partial.
        const isWhole =
          found === acknowledged || found === acknowledged + 1 || (acknowledged === 0 && found === undefined);
        assert.ok(isWhole, `after ${steps} steps ${acknowledged} was acknowledged, and ${String(found)} is there`);
      }
    });

    it(`keep every change that was acknowledged of those that are written together, with ${names} names`, async () => {
      for (let steps = 0; steps < 15; steps += 1) {
        unmount();
        mountNew();
        const { acknowledged, found } = await cutDuring(steps, names);
        for (const one of acknowledged)
          assert.ok(
            found.includes(one),
            `after ${steps} steps ${one} was acknowledged, and ${String(found)} are there`,
          );
      }
    });

    it(`are lost by stock lowdb, which syncs nothing, with ${names} names`, async () => {
      const { acknowledged, found } = await cutAfter(stock, 1000, names);
      assert.equal(acknowledged, 5);
      assert.notEqual(found, 5);
    });
  }

  it('changed by many at the same time wait for the disk together: once for the first, and once for those that waited meanwhile', async () => {
    let steps = 0;
    disk.onStep = () => (steps += 1);
    const documents = new LowdbDocuments(folder).of('contoso');
    const add = (one: number): Promise<void> =>
      documents.change('settings', before => [...((before as number[] | null) ?? []), one]);
    await add(0);
    const ofOne = steps;
    await Promise.all(Array.from({ length: 30 }, (_, index) => add(index + 1)));
    assert.equal(((await documents.read('settings')) as unknown[]).length, 31);
    assert.ok(steps <= 3 * ofOne, `${steps} steps, of one change ${ofOne}`);
  });

  it('that cannot be written refuse all that were to be written together, and stay as they were', async () => {
    const documents = new LowdbDocuments(folder).of('contoso');
    await documents.change('settings', () => ['kept']);
    disk.onStep = () => {
      throw new PowerCut();
    };
    const made = await Promise.allSettled([1, 2, 3].map(one => documents.change('settings', () => [one])));
    disk.onStep = () => undefined;
    assert.deepEqual(
      made.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.deepEqual(await documents.read('settings'), ['kept']);
    await documents.change('settings', before => [...(before as string[]), 'more']);
    assert.deepEqual(await documents.read('settings'), ['kept', 'more']);
  });
});
