import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openStores, type Place } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Stores } from '../../bot/ports/index.ts';
import { aFolder } from '../support/drivers.ts';
import { aDatabase } from '../support/postgres.ts';

interface Opened {
  readonly place: Place;
  readonly remove: () => Promise<void>;
}

const places: readonly (readonly [name: string, open: () => Promise<Opened>])[] = [
  [
    'a folder',
    async () => {
      const folder = await aFolder();
      return { place: { dataDir: path.join(folder, 'data') }, remove: () => rm(folder, { recursive: true }) };
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const database = await aDatabase();
      return { place: { dataDir: '', databaseUrl: database.url }, remove: database.drop };
    },
  ],
];

for (const [name, open] of places)
  describe(`a store in ${name} that is moved or restored`, () => {
    let opened: Opened;
    const running: Stores[] = [];
    const as = async (who: 'bot' | 'operator'): Promise<Stores> => {
      const stores = await openStores(opened.place, { clock: systemClock, as: who });
      running.push(stores);
      return stores;
    };
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      for (const stores of running.splice(0).toReversed()) await stores.close();
      await opened.remove();
    });

    it('keeps out every bot until it is released, and every other that would move it', async () => {
      const release = await (await as('operator')).archive.alone();
      await assert.rejects(as('bot'), { name: 'DriverError' });
      await assert.rejects((await as('operator')).archive.alone(), { name: 'DriverError' });
      await release();
      await as('bot');
    });

    it('can be had by the next as soon as it is released', async () => {
      const [{ archive: one }, { archive: next }] = [await as('operator'), await as('operator')];
      for (let times = 0; times < 5; times += 1) {
        const release = await one.alone();
        // It is connected already.
        await next.isEmpty();
        await release();
        const again = await next.alone();
        await again();
      }
    });

    it('is refused while a bot runs, and locks nothing then', async () => {
      const bot = await as('bot');
      const { archive } = await as('operator');
      await assert.rejects(archive.alone(), { name: 'DriverError' });
      running.splice(running.indexOf(bot), 1);
      await bot.close();
      const release = await archive.alone();
      await release();
    });
  });
