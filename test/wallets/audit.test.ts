import assert from 'node:assert/strict';
import { audit } from '../../bot/wallets/audit.job.ts';
import { Audits } from '../../bot/wallets/audits.ts';
import { someTerms } from '../support/builders.ts';
import { inMemory } from '../support/stores.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { walletsOf } from '../support/wallets.ts';

describe('the daily audit', () => {
  let lines: unknown[];
  const none = () => undefined;
  const log = { info: (facts: object) => void lines.push(facts), debug: none, warn: none, error: none };
  beforeEach(() => void (lines = []));

  it('logs the head, to be kept elsewhere', async () => {
    const stores = inMemory();
    const ledger = walletsOf(stores);
    const clock = new VirtualClock(0);
    const audits = new Audits({ ...stores, ledger, clock });
    const stopping = new AbortController().signal;
    await audit.run({ audits, log, stopping });
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    await audit.run({ audits, log, stopping });
    const read = await ledger.read();
    assert.ok(read.ok);
    const { head } = read.value.wallet;
    assert.deepEqual(lines, [{ head: `1:${head}` }]);
    assert.deepEqual(await audits.last(), { at: 0, seq: 1, head });
  });

  it('is not waited for by a program that stops: of a long journal it takes minutes', async () => {
    const stop = new AbortController();
    const endless = { run: () => new Promise<never>(() => undefined) };
    const running = audit.run({ audits: endless, log, stopping: stop.signal });
    stop.abort();
    await running;
    await audit.run({ audits: endless, log, stopping: stop.signal });
    assert.deepEqual(lines, []);
  });
});
