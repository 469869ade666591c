import assert from 'node:assert/strict';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

describe('thresholds that are set', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
  });
  afterEach(() => office.close());

  const opened = async (said: Said = {}): Promise<ReadCard> =>
    (await office.presses(await office.types('settings', said), 'Change: Warn below', {}, said)).card;
  const kept = async () => {
    const read = await office.tenant.ledger.read();
    return read.ok ? read.value.wallet.thresholds : undefined;
  };

  it('are typed with semicolons between them, shown with who set them, and warn', async () => {
    const saved = (await office.presses(await opened(), 'Save', { amounts: '$10; 50;50' })).card;
    assert.match(textOf(saved), /Warn below\n\$50\.00, \$10\.00\nChanged Nov 22, 2026 by Alex Wilber/);
    assert.deepEqual(await kept(), [50_000_000, 10_000_000]);
    await office.types('auto-recharge off');
    await office.types('alerts here', { conversation: '19:general@thread.tacv2', kind: 'channel' });
    await office.types('sandbox spend 55');
    assert.match(textOf(office.told().at(-1)!), /\$45\.00[\s\S]*\$50\.00/);
    assert.deepEqual(
      (await opened()).inputs.map(({ value }) => value),
      ['50.00; 10.00'],
    );
    await office.presses(await opened(), 'Save', { amounts: '' });
    assert.deepEqual(await kept(), []);
  });

  it('come back with what is wrong beside the field', async () => {
    const wrong = async (amounts: string) => (await office.presses(await opened(), 'Save', { amounts })).card;
    says(await wrong('0'), 'refuse.amount-not-positive');
    says(await wrong('1;2;3;4;5;6;7;8;9;10;11'), 'refuse.too-many-thresholds', { most: '10' });
    assert.match(textOf(await wrong('many')), /many/);
    assert.equal(await kept(), undefined);
  });

  it('of two people at once are the first one’s, and the second sees them', async () => {
    const [one, other] = [await opened(), await opened({ as: people.billingAdmin, conversation: 'billing' })];
    await office.presses(one, 'Save', { amounts: '50' });
    const said = { as: people.billingAdmin, conversation: 'billing' };
    const shown = (await office.presses(other, 'Save', { amounts: '70' }, said)).card;
    says(shown, 'setting.changed');
    assert.deepEqual(await kept(), [50_000_000]);
  });
});

describe('the days before credits run out at which people are warned', () => {
  it('are fourteen where nothing is chosen, and what is chosen beside that', async () => {
    const office = await new Office(await setUp()).open();
    const settings = await office.types('settings');
    assert.match(textOf(settings), /Warn before credits run out\n14 days before/);
    const form = (await office.presses(settings, 'Change: Warn before credits run out')).card;
    const saved = (await office.presses(form, 'Save', { days: '7' })).card;
    assert.match(textOf(saved), /Warn before credits run out\n7 days before/);
    assert.equal((await office.tenant.choices.of('warned-days')).value, '7');
    const again = (await office.presses(saved, 'Change: Warn before credits run out')).card;
    assert.match(textOf((await office.presses(again, 'Save', { days: '14' })).card), /14 days before/);
    assert.equal((await office.tenant.choices.of('warned-days')).value, null);
    await office.close();
  });
});

describe('a trigger that counts itself', () => {
  it('is ticked in the form of auto-recharge, and stays when the amounts change', async () => {
    const office = await new Office(await setUp()).open();
    const rule = async () => {
      const read = await office.tenant.ledger.read();
      return read.ok ? read.value.wallet.rule : undefined;
    };
    const values = { autoRecharge: 'true', rechargeWith: '50', trigger: '20', cap: '' };
    const form = await office.types('auto-recharge');
    await office.presses(form, 'Save', { ...values, includesTrigger: 'true' });
    assert.equal((await rule())?.includesTrigger, true);
    await office.types('sandbox spend 80');
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok && read.value.wallet.memory.requested === 1);
    await office.presses(await office.types('auto-recharge'), 'Save', { ...values, trigger: '30' });
    assert.equal((await rule())?.includesTrigger, true);
    await office.presses(await office.types('auto-recharge'), 'Save', { ...values, includesTrigger: 'false' });
    assert.equal((await rule())?.includesTrigger, undefined);
    await office.close();
  });
});
