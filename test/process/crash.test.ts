import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { lockFolder } from '../../bot/drivers/system/lock.ts';
import type { PaymentOutcome } from '../../bot/ports/index.ts';
import { says, textOf } from '../support/card.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { Office } from '../support/office.ts';
import { sandboxOf } from '../support/stores.ts';

describe('a restart', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'bot-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const office = (): Office => new Office(sandboxOf(openEmbedded(folder, systemClock)));

  it('between the request and the charge charges once, opens one lot and writes one invoice', async () => {
    // The gateway never answers the first time: the program dies while it waits.
    const never = new Promise<PaymentOutcome>(() => undefined);
    const first = await office().open(gateway => ({ ...gateway, charge: () => never }));
    const review = await first.reviews();
    const pressed = fetch(`${first.address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...first.activity({}),
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action: { type: 'Action.Execute', verb: 'setup-place', data: review.buttons[0]?.data } },
      }),
    }).catch(() => undefined);
    while (!(await first.entries()).some(entry => entry.kind === 'payment-requested'))
      await new Promise(resolve => setImmediate(resolve));

    const second = await office().open();
    await second.tenant.charges.resume();
    await second.tenant.charges.resume();
    const kinds = (await second.entries()).map(entry => entry.kind);
    assert.equal(kinds.filter(kind => kind === 'payment-requested').length, 1);
    assert.equal(kinds.filter(kind => kind === 'payment-settled').length, 1);
    assert.equal(second.charged.length, 1);
    // Set-up continues where it was; the same press completes it with the same order.
    const placed = await second.types('setup');
    assert.match(textOf(placed), /Ordered: \$100\.00/);
    await second.presses(placed, 'Continue');
    assert.match(textOf(await second.types('balance')), /\$100\.00/);
    assert.match(textOf(await second.types('lots')), /\$100\.00/);
    await second.close();
    first.clock.advance(10_000);
    await pressed;
    await first.connector.stop();
    await first.sandbox.stop();
  });

  it('never charges again what was left unknown, even if the gateway has not heard of it', async () => {
    const one = await office().open(gateway =>
      changedGateway(gateway, {
        outcomeOf: () => Promise.resolve({ kind: 'never-seen' }),
        charge: payment => gateway.charge(payment).then(() => ({ kind: 'unknown' })),
      }),
    );
    await one.types('setup');
    await one.invokes('setup-billing', { version: 1, billing: 'prepaid' });
    await one.invokes('setup-go', { version: 2, step: 'order' });
    const form = {
      currency: 'USD',
      timeZone: 'UTC',
      addFunds: '100',
      autoRecharge: 'false',
      payment: 'card:sandbox-card',
    };
    await one.invokes('setup-order', { version: 3, ...form });
    const placed = await one.invokes('setup-place', { version: 4 });
    says(placed.card, 'order.unknown', { amount: '$100.00' });
    await one.tenant.charges.resume();
    await one.tenant.charges.resume();
    assert.equal(one.charged.length, 1);
    await one.close();
  });

  it('forgets nothing: balance, subscriptions, set-up and the people who were given licenses', async () => {
    const first = await office().open();
    await first.setsUp();
    await first.types('alerts here', { conversation: 'general', kind: 'channel' });
    await first.close();
    const second = await office().open();
    assert.match(textOf(await second.types('balance')), /\$100\.00/);
    assert.match(textOf(await second.types('setup')), /21 of 21 eligible people/);
    // The service address has changed meanwhile: the channel's next message renews it (T8).
    await second.types('alerts', { conversation: 'general', kind: 'channel' });
    await second.types('sandbox spend 85');
    assert.deepEqual(
      second.told().map(card => card.texts[1]),
      ['Recharge succeeded'],
    );
    await second.close();
  });

  it('on a damaged journal says so in the person’s language, writes nothing, and stays up', async () => {
    const first = await office().open();
    await first.setsUp();
    await first.close();
    await first.stores.close();
    const database = new DatabaseSync(path.join(folder, 'ledger.sqlite'));
    database.exec(
      'DROP TRIGGER entriesAreNotUpdated; UPDATE entries SET entry = replace(entry, \'"amount":100000000\', \'"amount":900000000\') WHERE seq = 4',
    );
    database.close();
    const second = await office().open();
    assert.match(textOf(await second.types('balance')), /The ledger is damaged at entry 4/);
    assert.match(textOf(await second.types('余额', { locale: 'zh-CN' })), /账本在第 4 条分录处损坏/);
    assert.match(textOf(await second.types('add funds 50')), /damaged/);
    assert.match(textOf(await second.types('setup')), /damaged/);
    assert.match(textOf(await second.types('help')), /What I can do/);
    await second.close();
  });

  it('with a damaged document names the file and keeps it', async () => {
    const documents = new LowdbDocuments(folder);
    await documents.of('contoso').change('settings', () => ({ a: 1 }));
    assert.deepEqual(await new LowdbDocuments(folder).of('contoso').read('settings'), { a: 1 });
    await writeFile(path.join(folder, 'contoso', 'settings.json'), '{"a":');
    await assert.rejects(
      new LowdbDocuments(folder).of('contoso').read('settings'),
      /settings\.json is not valid JSON: mend it or move it away/,
    );
  });

  it('of a second bot on the same folder is refused while the first one runs', () => {
    const first = lockFolder(folder);
    assert.throws(() => lockFolder(folder), /Another bot is running/);
    first.release();
    lockFolder(folder).release();
  });
});
