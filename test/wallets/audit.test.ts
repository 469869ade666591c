import assert from 'node:assert/strict';
import { audit } from '../../bot/wallets/audit.job.ts';
import { Audits } from '../../bot/wallets/audits.ts';
import { someTerms } from '../support/builders.ts';
import { inMemory } from '../support/stores.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { walletsOf } from '../support/wallets.ts';

describe('the daily audit', () => {
  it('logs the head, to be kept elsewhere', async () => {
    const stores = inMemory();
    const ledger = walletsOf(stores);
    const lines: unknown[] = [];
    const none = () => undefined;
    const log = { info: (facts: object) => void lines.push(facts), debug: none, warn: none, error: none };
    const clock = new VirtualClock(0);
    const audits = new Audits({ ...stores, ledger, clock });
    await audit.run({ audits, log });
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    await audit.run({ audits, log });
    const read = await ledger.read();
    assert.ok(read.ok);
    const { head } = read.value.wallet;
    assert.deepEqual(lines, [{ head: `1:${head}` }]);
    assert.deepEqual(await audits.last(), { at: 0, seq: 1, head });
  });
});
