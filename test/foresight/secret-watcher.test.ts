import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dayMs, hourMs, secretStep } from '../../core/index.ts';
import { readConfig } from '../../bot/config.ts';
import { foresightText, type ForesightAlert } from '../../bot/alerts/foresight-text.view.ts';
import { matterTitle } from '../../bot/alerts/matter-words.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { secretWatcher } from '../../bot/foresight/secret-watcher.ts';
import { Office } from '../support/office.ts';
import { textOf } from '../support/card.ts';

describe('the watcher of the bot’s own secrets', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('tells 30, 7 and 1 days before, and once it has expired', () => {
    const at = Date.parse('2027-05-01T12:00Z');
    for (const [before, step] of [
      [30 * dayMs + 1, undefined],
      [30 * dayMs, 30],
      [7 * dayMs + 1, 30],
      [7 * dayMs, 7],
      [dayMs, 1],
      [1, 1],
      [0, 0],
      [-90 * dayMs, 0],
    ] as const)
      assert.equal(secretStep(at, at - before), step, `${before / hourMs} h`);
  });

  it('says until when it is good, and that it has expired, and nothing where nobody said when', async () => {
    const now = office.clock.now();
    const look = async (credentialsExpire: number | undefined, language: 'en' | 'zh-CN' = 'en') => {
      const found = await secretWatcher({ ...office.tenant, credentialsExpire }).look({ at: now, before: [] });
      const speech = speechFor({ language, timeZone: 'UTC', isSandbox: false });
      return (found ?? []).map(({ alert }) => [
        matterTitle(speech, { alert: { ...alert, id: 'x' } }, { showsAmounts: true }),
        foresightText(speech, { ...alert, id: 'x' } as ForesightAlert),
      ]);
    };
    assert.deepEqual(await look(now), [], 'before set-up nobody is told anything');
    await office.skipsSetUp();
    assert.deepEqual(await look(undefined), []);
    assert.deepEqual(await look(now + 31 * dayMs), []);
    const [[soon = '', until = ''] = []] = await look(now + 6 * dayMs);
    assert.match(`${soon}: ${until}`, /^The bot's own secret expires soon: .* is good until \w+ \d+, \d{4}\.$/);
    const [[over = '', was = ''] = []] = await look(now - dayMs);
    assert.match(`${over}: ${was}`, /^The bot's own secret has expired: .* was good until/);
    const [[, chinese = ''] = []] = await look(now - dayMs, 'zh-CN');
    assert.match(chinese, /机密已于 \d{4}年\d+月\d+日过期。$/);
  });

  it('tells a channel that asked for alerts, once for each step', async () => {
    const own = new Office();
    own.credentialsExpire = own.clock.now() + 20 * dayMs;
    await own.open();
    try {
      await own.setsUp();
      await own.types('alerts here', { conversation: 'general', kind: 'channel' });
      const told = async (): Promise<readonly string[]> => {
        await own.tenant.foresight.look();
        await own.tenant.deliveries.run();
        return own
          .told()
          .map(textOf)
          .filter(text => text.includes('makes a new secret in Microsoft Entra'));
      };
      assert.equal((await told()).length, 1);
      own.clock.advance(dayMs);
      assert.equal((await told()).length, 1);
      own.clock.advance(13 * dayMs);
      const [, second = '', ...more] = await told();
      assert.deepEqual(more, []);
      assert.match(second, /The bot's own secret expires soon/);
    } finally {
      await own.close();
    }
  });

  it('knows the earliest of the day that is set and of what certificates say', () => {
    const pem = readFileSync(new URL('../data/app-certificate.pem', import.meta.url), 'utf8');
    const id = '11111111-0000-4000-8000-000000000001';
    const other = '11111111-0000-4000-8000-000000000002';
    const graph = { AZURE_TENANT_ID: id, AZURE_CLIENT_ID: other, AZURE_CLIENT_SECRET: 'secret' };
    const of = (settings: Readonly<Record<string, string>>): unknown => {
      const config = readConfig({ MicrosoftAppId: other, MicrosoftAppTenantId: id, ...graph, ...settings });
      assert.ok(config.ok);
      const { credentialsExpire } = config.value.tenants[0];
      return credentialsExpire === undefined ? undefined : new Date(credentialsExpire).toISOString().slice(0, 10);
    };
    assert.equal(of({ MicrosoftAppPassword: 'secret' }), undefined);
    assert.equal(of({ MicrosoftAppCertificate: pem }), '2126-11-02');
    assert.equal(of({ MicrosoftAppPassword: 'secret', CREDENTIALS_EXPIRE: '2027-05-01' }), '2027-05-01');
    assert.equal(of({ MicrosoftAppCertificate: pem, CREDENTIALS_EXPIRE: '2127-05-01' }), '2126-11-02');
  });
});
