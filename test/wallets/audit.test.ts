import assert from 'node:assert/strict';
import { audit } from '../../bot/wallets/audit.job.ts';
import { someTerms } from '../support/builders.ts';
import { inMemory } from '../support/stores.ts';
import { walletsOf } from '../support/wallets.ts';

describe('the daily audit', () => {
  it('logs the head, to be kept elsewhere', async () => {
    const stores = inMemory();
    const ledger = walletsOf(stores);
    const lines: unknown[] = [];
    const none = () => undefined;
    const log = { info: (facts: object) => void lines.push(facts), debug: none, warn: none, error: none };
    await audit.run({ ledger, log });
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    await audit.run({ ledger, log });
    const read = await ledger.read();
    assert.ok(read.ok);
    assert.deepEqual(lines, [{ head: `1:${read.value.wallet.head}` }]);
  });
});
