import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { LogCursors } from '../../bot/tenant/log-cursors.ts';
import { SettingsStore } from '../../bot/tenant/settings.ts';
import { textOf } from '../support/card.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office, setUp } from '../support/office.ts';
import { orderForm } from '../support/teams-client.ts';

// What a version before this one stored, or put on a card that somebody still sees.

describe('what earlier versions left', () => {
  const until = 1_790_000_000_000;
  const settings = { billing: 'prepaid', budget: null } as const;
  const stored = async (document: object) => {
    const documents = new MemoryDocuments();
    await documents.change('settings', () => document);
    return { documents, cursors: new LogCursors(documents), settings: new SettingsStore(documents) };
  };

  it('how far each log had been read, among the settings', async () => {
    const logs = { getPstnCalls: { until, nightly: until - dayMs, weekly: null } };
    const { cursors, settings: store } = await stored({ ...settings, importedUntil: null, logs });
    assert.deepEqual(await cursors.read(), logs);
    // A change of the settings does not take it away; what is read further goes on from it.
    await store.change({ billing: 'postpaid' });
    const sms = { until: until + 1, nightly: null, weekly: null };
    await cursors.note('getSmsLog', sms);
    await cursors.note('getPstnCalls', { until: until - 5, nightly: until, weekly: null });
    assert.deepEqual(await cursors.read(), {
      getPstnCalls: { until, nightly: until, weekly: null },
      getSmsLog: sms,
    });
    assert.equal((await store.read()).billing, 'postpaid');
    await cursors.reset();
    assert.deepEqual(await cursors.read(), {});
  });

  it('how far the call log alone had been read', async () => {
    const { cursors } = await stored({ ...settings, importedUntil: until });
    assert.deepEqual(await cursors.read(), { getPstnCalls: { until, nightly: null, weekly: null } });
  });

  it('a set-up at its step “licences”, and the buttons of its card', async () => {
    const office = new Office();
    const draft = { id: 'old', version: 7, step: 'licences', attempt: 1, form: null };
    await office.stores.documents.change('setup', () => draft);
    await office.open();
    try {
      assert.match(textOf(await office.types('setup')), /Who can use credits/);
      const order = await office.invokes('setup-go', { version: 7, step: 'order' });
      assert.match(textOf(order.card), /Add funds/);
      const back = await office.invokes('setup-go', { version: 8, step: 'licences' });
      assert.match(textOf(back.card), /Who can use credits/);
    } finally {
      await office.close();
    }
  });

  it('a review of an order in another currency, which was made before the smallest order was asked for', async () => {
    const office = new Office();
    const form = { ...orderForm, currency: 'EUR', purchaseOrder: '' };
    const draft = { id: 'old', version: 3, step: 'review', attempt: 1, form };
    await office.stores.documents.change('setup', () => draft);
    await office.open();
    try {
      const asked = await office.types('setup');
      assert.match(textOf(asked), /Microsoft’s smallest order in EUR/);
      const review = await office.presses(asked, 'Review order', { ...orderForm, currency: 'EUR', minimum: '40' });
      assert.match(textOf(review.card), /Review and order/);
      assert.match(
        textOf((await office.presses(asked, 'Back')).card),
        /The setup has moved on|Review and order|Who can/,
      );
    } finally {
      await office.close();
    }
  });

  it('a button of an alert that runs a command, and leaves the alert as it is', async () => {
    const office = await new Office(await setUp()).open();
    try {
      await office.types('alerts here', { conversation: 'general', kind: 'channel' });
      await office.types('auto-recharge off');
      await office.types('sandbox spend 85');
      const alert = office.told().at(-1)!;
      const id = 'alert-10-low-balance';
      const before = office.connector.sent.length;
      const { card } = await office.invokes(
        'run',
        { text: 'balance', alert: id },
        { conversation: 'general', kind: 'channel' },
      );
      assert.equal(textOf(card), textOf(alert));
      assert.equal(office.connector.sent.length, before + 1);
    } finally {
      await office.close();
    }
  });
});
