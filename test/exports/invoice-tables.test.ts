import assert from 'node:assert/strict';
import { makeFile } from '../../bot/exports/make-file.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('the table of invoices', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
  });
  afterEach(() => office.close());

  const gives = async (command: Parameters<typeof office.tenant.ledger.execute>[0]): Promise<void> => {
    office.clock.advance(60_000);
    const done = await office.tenant.ledger.execute(command, null);
    assert.ok(done.ok);
  };
  const lines = async (invoice?: number): Promise<readonly string[]> => {
    const asked = { what: 'invoices', format: 'csv', days: null, invoice } as const;
    const made = await makeFile(
      office.tenant,
      { asked, name: 'x', person: people.globalAdmin },
      await office.tenant.speech('en'),
    );
    assert.ok(made.ok);
    let text = '';
    for await (const part of made.value.content) text += Buffer.from(part).toString('utf8');
    return text.replace('\ufeff', '').trim().split('\r\n');
  };

  it('has what corrects them after them, so that the amounts add up to what was bought', async () => {
    await gives({ kind: 'refund', id: 'refund', invoice: 1, amount: 50_000_000 });
    await gives({ kind: 'reverse', id: 'back', what: { kind: 'return', id: 'refund' } });
    await gives({ kind: 'charge-back', id: 'taken', invoice: 1, amount: 20_000_000 });
    const [head, ...rows] = await lines();
    assert.match(head ?? '', /^Invoice,Correction,Date \(UTC\),Amount,Currency,Reference,/);
    const parts = rows.map(row => row.split(','));
    assert.deepEqual(
      parts.map(([invoice, correction, date, amount, currency]) => [
        ...[invoice, correction, date?.slice(0, 16), amount, currency],
      ]),
      [
        ['1', '', '2026-11-22T12:00', '100.00', 'USD'],
        ['1', 'C1', '2026-11-22T12:01', '-50.00', 'USD'],
        ['1', 'C2', '2026-11-22T12:02', '50.00', 'USD'],
        ['1', 'C3', '2026-11-22T12:03', '-20.00', 'USD'],
      ],
    );
  });

  it('of one invoice has it alone', async () => {
    await gives({ kind: 'refund', id: 'refund', invoice: 1, amount: 50_000_000 });
    assert.equal((await lines(1)).length, 2);
  });
});
