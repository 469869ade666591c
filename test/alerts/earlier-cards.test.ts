import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { loadOutbox } from '../../bot/drivers/sqlite/outbox.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';

// A program before this one kept what it told each conversation beside the entries, and knew no matters.

describe('what a program without matters told', () => {
  const channel = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;
  const low = { id: 'alert-9-low-balance', kind: 'low-balance', at: 1, currency: 'USD', balance: 15_000_000 };

  /** A book with a low balance, of which that program had told the channel, or was about to. */
  async function opened(state: 'delivered' | 'waiting', activityId: string | null): Promise<Office> {
    const stores = inMemory();
    const office = await new Office(stores).open();
    await office.setsUp();
    await office.types('auto-recharge off');
    await office.types('sandbox spend 85');
    await office.types('alerts here', channel);
    await office.types('alerts off');
    const row = { book: 1, id: `${low.id}@${channel.conversation}`, alertId: low.id, alert: JSON.stringify(low) };
    loadOutbox(stores.database, [
      { ...row, conversationId: channel.conversation, state, attempts: 0, dueAt: 0, activityId, reason: null },
    ]);
    stores.database.exec('DELETE FROM posts; DELETE FROM matters');
    office.connector.sent.length = 0;
    office.clock.advance(minuteMs);
    await office.tenant.deliveries.run();
    return office;
  }

  it('becomes the card of the matter: it is edited, and nobody is told twice', async () => {
    const office = await opened('delivered', 'old-1');
    const paths = office.connector.sent.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
    assert.deepEqual(paths, ['PUT old-1']);
    assert.match(textOf(office.told()[0]!), /Low balance\nWarning/);
    await office.close();
  });

  it('and was not told yet is told, once, as it now is', async () => {
    const office = await opened('waiting', null);
    await office.tenant.deliveries.run();
    assert.deepEqual(
      office.connector.sent.map(({ method }) => method),
      ['POST'],
    );
    await office.close();
  });
});
