import assert from 'node:assert/strict';
import { AppTokens } from '../../bot/drivers/entra/app-tokens.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { entraRefusal, EntraStandIn } from '../support/entra.ts';
import { trustingLoopback } from '../support/loopback-tls.ts';

const dayMs = 24 * 3600_000;

describe('tokens of Entra, and refusals', () => {
  const entra = new EntraStandIn();
  before(() => entra.start());
  after(() => entra.stop());

  it('are kept for as long as they hold, whatever becomes of the clock meanwhile', () =>
    trustingLoopback(async () => {
      let [set, passed] = [0, 0];
      const tokens = new AppTokens({
        identity: {
          ...{ kind: 'app', tenantId: '11111111-0000-4000-8000-000000000001', authorityHost: entra.address },
          ...{ clientId: '99999999-0000-4000-8000-000000000015', proof: { kind: 'secret', secret: 'graph secret' } },
        },
        whose: 'Microsoft Graph',
        clock: { ...systemClock, now: () => Date.now() + set, elapsed: () => passed },
      });
      await tokens.token('scope');
      set -= dayMs;
      await tokens.token('scope');
      assert.equal(entra.asked.length, 1, 'it still holds');
      // It has ended, though by the clock it would hold for a day.
      passed += 3600_000;
      entra.refusal = entraRefusal('7000222');
      await assert.rejects(tokens.token('scope'), { code: 'entra-secret-expired' });
      set -= dayMs;
      passed += 61_000;
      entra.refusal = undefined;
      await tokens.token('scope');
      assert.equal(entra.asked.length, 3);
    }));
});
