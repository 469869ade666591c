import assert from 'node:assert/strict';
import { roleTemplates, type Person } from '../../core/index.ts';
import { MemoryTenant } from '../support/memory/tenant.ts';
import { Operator } from '../support/operator.ts';

describe('above the limit, the command line', () => {
  let operator: Operator;
  const people = ['ann', 'ben', 'op'].map((name): Person => ({
    ...{ id: `id-${name}`, name, userPrincipalName: `${name}@contoso.example`, mail: '', kind: 'member' },
    ...{ isEnabled: true, usageLocation: null, licenses: [] },
  }));
  const roles = new Map(['id-ann', 'id-op'].map(id => [id, [roleTemplates.billingAdministrator]]));
  beforeEach(async () => {
    operator = await Operator.open();
    operator.directory = new MemoryTenant({ people, skus: [], roles, calls: [] });
    await operator.run('buy', '--amount', '500', '--reference', 'A', '--at', '2026-07-01');
    operator.clock.advance(1000);
    await operator.setLimit('100');
  });
  afterEach(() => operator.close());
  const refund = ['refund', '--invoice', '1', '--amount', '200', '--reference', 'R'];
  const kinds = async (): Promise<readonly unknown[]> =>
    (await operator.stored.journal.entriesAfter(0))
      .map(({ kind }) => kind)
      .filter(kind => /approval|refund|revers|recon/.test(kind));

  it('refuses with what to do, and records nothing', async () => {
    const { refused } = await operator.run(...refund);
    assert.equal(refused?.kind, 'needs-approval');
    assert.match(refused.message, /above 100\.00 USD needs a second person: --approved-by/);
    assert.equal((await operator.run('refund', '--invoice', '1', '--amount', '90', '--reference', 'S')).code, 0);
  });

  it('records with another person’s approval that it was asked and granted, in one batch, once', async () => {
    const plan = await operator.text(...refund, '--approved-by', 'ann@contoso.example', '--dry-run');
    assert.match(
      plan,
      /records: Approval asked for: Refund 200\.00 USD of invoice 1\nrecords: Approved by a second person/,
    );
    const done = await operator.json(...refund, '--approved-by', 'ann@contoso.example', '--reason', 'RMA');
    assert.deepEqual(done, { invoice: 1, refunded: '200.00', notRefunded: '0.00' });
    for (const again of [[], ['--approved-by', 'id-ann']])
      assert.deepEqual(await operator.json(...refund, ...again), done);
    assert.deepEqual(await kinds(), ['approval-limit-set', 'approval-asked', 'approval-granted', 'credits-refunded']);
    const { journal } = operator.stored;
    const entries = await journal.entriesAfter(0);
    const by = await journal.actorsOf(entries.map(({ seq }) => seq));
    assert.deepEqual(
      by.map(({ seq, person }) => [entries[seq - 1]?.kind, person]),
      [['approval-granted', 'id-ann']],
    );
    assert.equal((await operator.json('verify'))['ok'] ?? true, true);
  });

  it('holds for what is reversed, and for credits that are found; not where one person is enough', async () => {
    const approved = ['--approved-by', 'ann@contoso.example'];
    assert.equal((await operator.run('reconcile', '--balance', '900')).refused?.kind, 'needs-approval');
    assert.equal((await operator.run('reconcile', '--balance', '900', ...approved)).code, 0);
    assert.equal((await operator.run('reverse', '--invoice', '1')).refused?.kind, 'needs-approval');
    assert.equal((await operator.run('reverse', '--invoice', '1', ...approved)).code, 0);
    operator.clock.advance(1000);
    assert.equal((await operator.run('reconcile', '--balance', '10', ...approved)).code, 0);
    assert.deepEqual((await kinds()).slice(-1), ['balance-reconciled']);
  });

  it('takes no approval of somebody who has that right from who runs it', async () => {
    const granted = await operator.run('rights', 'grant', 'approve', '--person', 'ben@contoso.example', '--yes');
    assert.equal(granted.code, 0);
    const { refused } = await operator.run(...refund, '--approved-by', 'ben@contoso.example');
    assert.match(refused?.message ?? '', /has that right from who runs this/);
    assert.deepEqual(await kinds(), ['approval-limit-set']);
  });

  for (const [who, why] of [
    ['ben@contoso.example', /may not approve/],
    ['op@contoso.example', /is who runs this/],
    ['nobody@contoso.example', /nobody in the directory/],
  ] as const)
    it(`takes no approval of ${who}`, async () => {
      const { refused } = await operator.run(...refund, '--approved-by', who);
      assert.match(refused?.message ?? '', why);
      assert.deepEqual(await kinds(), ['approval-limit-set']);
    });
});
