import assert from 'node:assert/strict';
import { isSandbox, readConfig, sandboxTenant } from '../../bot/config.ts';

const teams = { MicrosoftAppId: 'id', MicrosoftAppPassword: 'secret', MicrosoftAppTenantId: 't' };
const azure = { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 's' };

describe('the settings', () => {
  it('with nothing set make a sandbox', () => {
    const config = readConfig({});
    assert.ok(config.ok && isSandbox(config.value));
    assert.deepEqual(
      [config.value.port, config.value.dataDir, config.value.tenants],
      [3978, './data', [sandboxTenant]],
    );
  });

  it('with everything set make the cloud’s bot', () => {
    const config = readConfig({ ...teams, ...azure });
    assert.ok(config.ok && !isSandbox(config.value));
    assert.equal(config.value.graph.credentials.kind, 'secret');
  });

  it('take a tenant id however it is written', () => {
    const id = 'ABCDEF00-0000-4000-8000-000000000000';
    const config = readConfig({ ...teams, ...azure, AZURE_TENANT_ID: id, ALLOWED_TENANTS: id });
    assert.deepEqual(config.ok && config.value.tenants, [id.toLowerCase()]);
  });

  const halves: readonly { readonly env: Record<string, string>; readonly says: RegExp }[] = [
    { env: { MicrosoftAppId: 'id' }, says: /MicrosoftAppPassword, MicrosoftAppTenantId missing/ },
    { env: { ...teams }, says: /AZURE_TENANT_ID missing/ },
    { env: { ...azure }, says: /MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId missing/ },
    { env: { ...teams, AZURE_TENANT_ID: 't' }, says: /AZURE_CLIENT_ID, AZURE_CLIENT_SECRET missing/ },
    { env: { PORT: 'x', GRAPH_ENDPOINT: 'http://graph.example' }, says: /PORT[\s\S]*GRAPH_ENDPOINT/ },
    { env: { ...teams, ...azure, ALLOWED_TENANTS: 'a b' }, says: /exactly one tenant/ },
    { env: { ...teams, ...azure, MicrosoftAppType: 'MultiTenant' }, says: /MicrosoftAppType/ },
  ];
  for (const { env, says } of halves) {
    it(`half a configuration is refused: ${Object.keys(env).join(', ')}`, () => {
      const config = readConfig(env);
      assert.match(config.ok ? '' : config.refusal.problems.join('\n'), says);
    });
  }
});
