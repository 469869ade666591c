import assert from 'node:assert/strict';
import { toIso } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('the sandbox', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('moves its time from one due instant to the next: a lot expires, and a retry happens', async () => {
    await office.setsUp();
    await office.types('auto-recharge off');
    assert.match(textOf(await office.types('sandbox advance 366 days')), /Nov 23, 2027.*The balance is \$0\.00/);
    says(await office.types('lots'), 'lots.expired', { amount: '$100.00' });
    says(await office.types('sandbox advance 400 days'), 'sandbox.tooFar');
    says(await office.types('sandbox calls 20'), 'sandbox.called', { count: 20 });
    says(await office.types('sandbox reset'), 'sandbox.reset');
    says(await office.types('balance'), 'refuse.not-set-up');
    assert.deepEqual(await office.entries(), []);
  });

  it('moves its time by way of the first of the month, when a cap that was reached is over', async () => {
    await office.setsUp();
    const cap = { autoRecharge: 'true', rechargeWith: '50', trigger: '80', cap: '50' };
    assert.match(textOf((await office.presses(await office.types('auto-recharge'), 'Save', cap)).card), /Saved/);
    await office.types('sandbox spend 90');
    await office.types('sandbox advance 20 days');
    const requested = (await office.entries()).flatMap(entry =>
      entry.kind === 'payment-requested' && entry.facts.purpose === 'recharge' ? [toIso(entry.facts.requestedAt)] : [],
    );
    assert.deepEqual(requested, ['2026-11-22T12:00:00Z', '2026-12-01T00:00:00Z']);
  });

  it('shows what it is for in four presses: set up, calls, the balance, the history; alerts come by themselves', async () => {
    await office.post({ ...office.activity({}), type: 'installationUpdate', action: 'add' });
    const welcome = office.told().at(-1)!;
    says(welcome, 'welcome.sandbox');
    assert.equal(welcome.buttons[0]?.title, 'Start');
    const started = (await office.presses(welcome, 'Start')).card;
    assert.match(
      textOf(started),
      /The balance is \$100\.00\. Auto-recharge: On: adds \$50\.00 .* at most \$150\.00 a month/,
    );
    const spent = (await office.presses(started, 'Make calls for $85.00')).card;
    assert.match(
      textOf(spent),
      /\$85\.00 of calls were made\. The balance is \$65\.00\.\nAuto-recharge added \$50\.00\./,
    );
    const told = office.told().map(card => card.texts[1]);
    assert.ok(told.includes('Recharge succeeded'), String(told));
    assert.match(textOf((await office.presses(spent, 'Balance')).card), /\$65\.00/);
    says((await office.presses(spent, 'History')).card, 'history.title');
    await office.presses(welcome, 'Start');
    assert.equal((await office.entries()).filter(({ kind }) => kind === 'wallet-opened').length, 1);
  });

  it('has an account stolen for a night, and suspects it', async () => {
    await office.types('sandbox start');
    const answer = textOf(await office.types('sandbox fraud'));
    assert.match(answer, /on the account of .* last night: 14, for \$61\.00\./);
    const { stages } = await office.tenant.foresight.read();
    const [found, ...others] = stages.filter(({ alert }) => ['unusual-spend', 'fraud-suspected'].includes(alert.kind));
    assert.deepEqual(others, []);
    assert.equal(found?.alert.kind, 'fraud-suspected');
    assert.ok(found.alert.reasons?.some(reason => reason.kind === 'calls-to' && reason.destination === 'Latvia'));
  });

  it('says why auto-recharge did nothing, such as in the hour after it did', async () => {
    await office.types('sandbox start');
    assert.match(textOf(await office.types('sandbox spend 85')), /Auto-recharge added \$50\.00\./);
    const cooling = await office.types('sandbox spend 60');
    assert.match(textOf(cooling), /The balance is \$5\.00/);
    says(cooling, 'why.cooling-down');
    assert.doesNotMatch(textOf(cooling), /Auto-recharge added/);
  });

  it('welcomes with how things stand where it is set up', async () => {
    await office.setsUp();
    await office.post({ ...office.activity({}), type: 'installationUpdate', action: 'add' });
    const welcome = office.told().at(-1)!;
    says(welcome, 'welcome.isSetUp');
    assert.deepEqual(
      welcome.buttons.map(({ title }) => title),
      ['Balance', 'Help'],
    );
  });
});
