import assert from 'node:assert/strict';
import { dayMs, hourMs } from '../../core/index.ts';
import { backUp } from '../../bot/backups/back-up.job.ts';
import { backupStateOf } from '../../bot/backups/backup-state.ts';
import { Backups } from '../../bot/backups/backups.ts';
import { backupError } from '../../bot/drivers/backup/backup-folder.ts';
import { foresee } from '../../bot/foresight/foresee.job.ts';
import type { MadeBackup } from '../../bot/ports/index.ts';
import { textOf } from '../support/card.ts';
import { testLog } from '../support/logs.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office } from '../support/office.ts';

describe('a backup that is missing', () => {
  it('is told once, with when the last good one was made and why there is no other, and that it is over', async () => {
    const office = new Office();
    let isFull = false;
    const made = (at: number): MadeBackup => ({ file: 'x', bytes: 1, at, wallets: [], isTidy: true });
    office.backups = new Backups({
      ...{ state: backupStateOf(new MemoryDocuments('_program')), clock: office.clock, log: testLog },
      maker: {
        make: ({ at }) => (isFull ? Promise.reject(backupError('disk-full', 'no room')) : Promise.resolve(made(at))),
      },
    });
    await office.open();
    await office.skipsSetUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    const later = async (ms: number): Promise<void> => {
      office.clock.advance(ms);
      await backUp.run(office.tenant);
      await foresee.run(office.tenant);
      await office.tenant.deliveries.run();
    };
    const heads = () =>
      office.connector
        .told()
        .map(textOf)
        .filter(text => /last good backup/.test(text));
    await later(0);
    assert.deepEqual(heads(), []);
    isFull = true;
    await later(dayMs);
    await later(hourMs / 2);
    const [card = '', ...others] = heads();
    assert.match(card, /No recent backup/);
    assert.match(card, /The last good backup was made.*There is not enough free space for backups/s);
    assert.equal(others.length, 0);
    isFull = false;
    await later(hourMs);
    assert.doesNotMatch(textOf(await office.types('alerts')), /No recent backup/);
    await office.close();
  });
});
