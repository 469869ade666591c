import assert from 'node:assert/strict';
import { Operator } from '../support/operator.ts';

describe('a wallet of another mode', () => {
  let operator: Operator;
  beforeEach(async () => void (operator = await Operator.open()));
  afterEach(() => operator.close());

  it('is neither shown nor changed, until it has been given the program’s', async () => {
    await operator.text('buy', '--amount', '100', '--reference', 'A');
    operator.mode = 'mirror';
    for (const verb of [['balance'], ['lots'], ['buy', '--amount', '50'], ['reconcile', '--balance', '10']]) {
      const { out, err, refused } = await operator.run(...verb);
      assert.deepEqual([refused?.kind, out], ['other-mode', ''], verb.join(' '));
      assert.match(err, /of the mode sandbox, and the settings here say mirror: .*credits adopt --mode mirror/);
    }
    assert.equal((await operator.run('adopt', '--mode', 'operate')).refused?.kind, 'other-mode');
    assert.match(await operator.text('adopt', '--mode', 'mirror', '--dry-run'), /records: Mode set to mirror/);
    assert.equal((await operator.run('balance')).refused?.kind, 'other-mode');
    await operator.text('adopt', '--mode', 'mirror');
    assert.match(await operator.text('balance'), /100\.00/);
    assert.equal((await operator.run('adopt', '--mode', 'operate')).refused?.kind, 'mode-is-known');
    assert.match(await operator.text('adopt', '--mode', 'mirror'), /is of the mode mirror/);
    assert.match(await operator.text('verify', '--independent'), /3 entries verified/);
    assert.match(await operator.text('balance'), /checked with the admin center: never/);
    await operator.text('reconcile', '--balance', '100');
    assert.match(await operator.text('balance'), /checked with the admin center: 20\d\d-\d\d-\d\dT/);
  });

  it('or its conversations to a bot that was registered anew, which is asked about first', async () => {
    const bot = '22222222-0000-4000-8000-00000000000a';
    assert.match(await operator.text('adopt', '--bot', bot, '--dry-run'), /are with the bot 22222222/);
    assert.equal(await operator.documents.read('bot'), null);
    await operator.text('adopt', '--bot', bot);
    assert.deepEqual(await operator.documents.read('bot'), { appId: bot });
    for (const wrong of [[], ['--bot', 'credits'], ['--bot', bot, '--mode', 'mirror']])
      await assert.rejects(operator.run('adopt', ...wrong), /--mode, or --bot|an app id, a GUID/);
  });

  it('on which a sandbox has run stays in the sandbox', async () => {
    await operator.text('buy', '--amount', '100', '--reference', 'A');
    await operator.documents.change('sandbox-tenant', () => ({}));
    assert.match((await operator.run('adopt', '--mode', 'mirror')).err, /made up, and stay in the sandbox/);
  });

  it('is opened only where the settings are the organization’s', async () => {
    operator.isConfigured = false;
    const { err } = await operator.run('buy', '--amount', '100');
    assert.match(err, /is not configured here, so its mode is not known/);
    assert.match(await operator.text('list'), /no wallet yet/);
  });
});
