import assert from 'node:assert/strict';
import { ApprovalCards } from '../../bot/approvals/approval-cards.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';

describe('from whom a license is to be taken', () => {
  const id = 'approval-remove-x';
  let cards: ApprovalCards;
  beforeEach(async () => {
    cards = new ApprovalCards(new MemoryDocuments());
    await notes('ana', ['1', '2']);
    await notes('ben', ['3', '4']);
  });

  const notes = (by: string, named: readonly string[]) => cards.note(id, { at: 0, card: undefined, people: named, by });
  const named = async () => {
    const found = await cards.of(id);
    return found && Object.fromEntries([found, ...found.others].map(({ by, people }) => [by, people]));
  };

  it('stays as others have named it, where somebody’s asking is refused', async () => {
    await cards.forget(id, 'ben');
    assert.deepEqual(await named(), { ana: ['1', '2'] });
    await notes('ben', ['3']);
    await cards.forget(id, 'ana');
    assert.deepEqual(await named(), { ben: ['3'] });
    await cards.forget(id, 'ben');
    assert.equal(await named(), undefined);
  });

  it('is what somebody has named last, before it is recorded', async () => {
    await notes('ana', ['5']);
    await notes('ben', ['6']);
    assert.deepEqual(await named(), { ana: ['5'], ben: ['6'] });
  });
});
