import assert from 'node:assert/strict';
import { proposalShape } from '../../bot/approvals/proposal-shape.ts';
import { Office, setUp } from '../support/office.ts';

describe('a reconciliation that was tampered with', () => {
  let office: Office;
  before(async () => {
    office = await new Office(await setUp()).open();
  });
  after(() => office.close());

  it('records nothing: below zero, beyond the calendar, of the future', async () => {
    const before = (await office.entries()).length;
    const now = office.tenant.clock.now();
    for (const [micros, at] of [
      [-9e15, now - 1000],
      [-5, now - 1000],
      [1e8, 8.64e15],
      [1e8, 253_402_214_400_000],
      [1e8, now + 60_000],
    ])
      await office.invokes('reconcile', { id: `reconcile-${micros}-${at}`, step: 'record', micros, at });
    assert.equal((await office.entries()).length, before);
  });

  it('is sent to no second person below zero, which no form takes', () => {
    const proposal = { kind: 'reconcile', id: 'reconcile-1', statedAt: 0 };
    assert.deepEqual(
      [-5, 0].map(stated => proposalShape.safeParse({ ...proposal, stated }).success),
      [false, true],
    );
  });
});

describe('a page of calls that was tampered with', () => {
  it('is the first', async () => {
    const office = await new Office(await setUp()).open();
    const id = '9c4984c7-6c3c-427d-a30c-bd0b2eacee90';
    for (const place of [
      `2026-02-30 2026-02-31 1 ${id}`,
      `2026-11-20 2026-11-10 1 ${id}`,
      `0000-01-01 9999-12-31 1 ${id}`,
    ]) {
      const { card, text } = await office.invokes('page', { text: 'calls 90', place });
      assert.ok(
        card.buttons.some(({ title }) => title === 'Older'),
        `${place}: ${text}`,
      );
    }
    await office.close();
  });
});
