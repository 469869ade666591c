import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('a conversation', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('guesses what was meant, and never runs the guess', async () => {
    says(await office.types('ballance'), 'help.didYouMean', { command: 'balance' });
    says(await office.types('do not help'), 'help.unknown');
    says(await office.types(''), 'help.unknown');
  });

  it('welcomes on installation, once, and says who installed it', async () => {
    await office.post({ ...office.activity({}), type: 'installationUpdate', action: 'add' });
    await office.post({ ...office.activity({}), type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] });
    assert.deepEqual(
      office.told().map(card => card.texts[2]),
      ['Somebody added me here.'],
    );
  });

  it('does nothing on an edited message', async () => {
    await office.skipsSetUp();
    const before = await office.entries();
    await office.post({ ...office.activity({}), type: 'messageUpdate', text: 'sandbox spend 40' });
    assert.deepEqual([await office.entries(), office.connector.sent], [before, []]);
  });

  it('shows a working card when an answer takes long, and turns it into the answer', async () => {
    await office.skipsSetUp();
    const { directory } = office.tenant;
    let goOn = (): void => undefined;
    const waiting = new Promise<void>(resolve => (goOn = resolve));
    const slow = office.slowed(directory, () => waiting);
    const group = { conversation: 'group', kind: 'groupChat' } as const;
    const answers = office.post({ ...office.activity(group), type: 'message', text: 'add funds 50' });
    await slow.reached;
    office.clock.advance(1800);
    await answers;
    assert.deepEqual(
      office.told().map(card => card.texts[1]),
      ['Working on it…'],
    );
    goOn();
    await office.tenant.idle();
    assert.deepEqual(
      office.told().map(card => card.texts[1]),
      ['Working on it…', 'Review order'],
    );
    assert.deepEqual(
      office.connector.sent.map(({ method }) => method),
      ['POST', 'PUT'],
    );
  });

  it('replaces the working card of a slow press that fails, in a chat of one’s own', async () => {
    const card = await office.types('setup');
    let goOn = (): void => undefined;
    const waiting = new Promise<void>(resolve => (goOn = resolve));
    const slow = office.slowed(office.tenant.directory, () => waiting.then(() => Promise.reject(new Error('down'))));
    const pressing = office.presses(card, /Prepaid/, {}, { isLeftAlone: true });
    await slow.reached;
    office.clock.advance(1800);
    says((await pressing).card, 'app.working');
    goOn();
    await office.tenant.idle();
    assert.deepEqual(
      office.connector.sent.map(({ method }) => method),
      ['PUT'],
    );
  });

  it('tells a message and a press apart that have one id in one conversation', async () => {
    await office.skipsSetUp();
    await office.types('add funds 60', { id: 'same' });
    const form = { autoRecharge: 'true', rechargeWith: '77', trigger: '33', cap: '' };
    await office.presses(await office.types('auto-recharge'), 'Save', form, { id: 'same' });
    assert.match(textOf(await office.types('balance')), /adds \$77\.00/);
  });
});
