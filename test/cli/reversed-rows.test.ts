import assert from 'node:assert/strict';
import { aCall, at, money } from '../support/builders.ts';
import { Operator } from '../support/operator.ts';
import { walletsOf } from '../support/wallets.ts';

describe('a row of which a version is named to be reversed', () => {
  const start = at('2026-11-02T10:00:00Z');
  let operator: Operator;
  beforeEach(async () => {
    operator = await Operator.open();
    await operator.run('buy', '--amount', '100', '--reference', 'A', '--at', '2026-11-01');
    for (const charge of ['$1', '$5'])
      assert.ok((await ledger().execute({ kind: 'draw', id: charge, rows: [costing(charge)] }, null)).ok);
  });
  afterEach(() => operator.close());

  const ledger = () => walletsOf(operator.stored, { clock: operator.clock });
  const costing = (charge: string) => aCall({ id: 'a', start, charge: money(charge) });
  const balance = async () => (await operator.json('balance'))['balance'];
  const versions = async () => (await operator.stored.rows.versionsOf('a')).map(({ version }) => version);
  const reverse = (version = '') => operator.run('reverse', '--row', 'a', '--version', version);

  it('is as it was before that version, by as much of its name as tells it from others', async () => {
    const [, standing = ''] = await versions();
    assert.deepEqual([(await reverse(standing.slice(0, 12))).code, await balance()], [0, '99.00']);
    assert.deepEqual([(await reverse(standing)).code, await balance()], [0, '99.00']);
  });

  it('is left alone where that version has been replaced: another would be taken back', async () => {
    const [replaced, standing = ''] = await versions();
    const { err } = await reverse(replaced);
    assert.match(err, new RegExp(`does not count: version ${standing.slice(0, 12)} does`));
    assert.equal(await balance(), '95.00');
  });

  it('is left alone where what is typed begins more than one', async () => {
    const { err } = await reverse('');
    assert.match(err, /more than one version of a/);
    assert.equal(await balance(), '95.00');
  });

  it('is left alone where that version was reversed elsewhere before', async () => {
    const [, standing] = await versions();
    assert.ok((await ledger().execute({ kind: 'reverse', id: 'chat', what: { kind: 'row', id: 'a' } }, null)).ok);
    assert.match((await reverse(standing)).err, /does not count/);
    assert.equal(await balance(), '99.00');
  });
});
