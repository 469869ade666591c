import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('balance and forecast', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const spends = async (days: number, amount: number): Promise<void> => {
    for (let day = 0; day < days; day += 1) {
      office.clock.advance(dayMs);
      await office.types(`sandbox spend ${amount}`);
    }
  };

  it('say how long the credits last at the present pace, and what there is no need to say they leave out', async () => {
    await office.skipsSetUp();
    const balance = await office.types('balance');
    assert.match(textOf(balance), /Lasts until: about Jan \d+, 2027 \(\d\d days\), without a recharge/);
    assert.doesNotMatch(textOf(balance), /Owed|Orders underway/);
    const forecast = await office.types('forecast');
    assert.match(textOf(forecast), /Runs out about Jan \d+, 2027[\s\S]*At the earliest Dec/);
    says(forecast, 'forecast.fits');
    assert.match(textOf(await office.types('预测', { locale: 'zh-CN' })), /约 2027年1月\d+日 用完/);
  });

  it('draw no chart of two days, and from the third on the end of each day beside the threshold', async () => {
    await office.skipsSetUp();
    assert.doesNotMatch(JSON.stringify((await office.types('balance')).json), /Chart/);
    await spends(2, 12);
    const drawn = JSON.stringify((await office.types('balance')).json);
    assert.match(drawn, /Chart\.Line.*"legend":"Recharge below \$20\.00"/);
    // Steps, and lines of the axis at round numbers.
    const steps = [
      { x: -2, y: 100 },
      { x: -1, y: 100 },
      { x: -1, y: 88 },
      { x: 0, y: 88 },
      { x: 0, y: 76 },
    ];
    assert.ok(drawn.includes(JSON.stringify(steps)), drawn);
    assert.match(drawn, /"yMin":0,"yMax":100/);
    says(await office.types('balance'), 'balance.chartText', { amount: '$100.00', low: '$76.00', high: '$100.00' });
  });

  it('draw no chart where nothing has happened', async () => {
    await office.skipsSetUp();
    office.clock.advance(10 * dayMs);
    assert.doesNotMatch(JSON.stringify((await office.types('balance')).json), /Chart/);
  });

  it('say in words what a color says: low, and owing', async () => {
    await office.skipsSetUp();
    await office.types('auto-recharge off');
    await spends(1, 85);
    says(await office.types('balance'), 'balance.low', { trigger: '$20.00' });
    await spends(1, 15);
    says(await office.types('balance'), 'balance.none');
    await spends(1, 5);
    const owing = await office.types('balance');
    says(owing, 'balance.owing', { amount: '$5.00' });
    assert.equal(owing.buttons[0]?.title, 'Add funds');
  });

  it('open the rule that usage suggests as a form, which saves it', async () => {
    await office.skipsSetUp();
    await spends(6, 12);
    const form = await office.presses(await office.types('forecast'), 'Use this rule…');
    says(form.card, 'rule.suggested');
    const values: Record<string, string> = Object.fromEntries(
      form.card.inputs.map(({ id, value }) => [String(id), String(value)]),
    );
    assert.deepEqual([values['rechargeWith'], values['trigger']], ['60.00', '20.00']);
    says((await office.presses(form.card, 'Save', values)).card, 'rule.saved');
    says(await office.types('forecast'), 'forecast.fits');
  });

  it('say that it is used up, and what the rule would have done', async () => {
    await office.skipsSetUp();
    await office.types('auto-recharge off');
    await spends(1, 130);
    const balance = await office.types('balance');
    says(balance, 'balance.owing', { amount: '$30.00' });
    assert.doesNotMatch(textOf(balance), /Lasts until/);
    const forecast = await office.types('forecast');
    says(forecast, 'forecast.spent');
    says(forecast, 'forecast.run', { times: 1 });
    assert.equal(forecast.buttons[0]?.title, 'Add funds');
  });

  it('say that a rule is paused, and a press tries it again', async () => {
    await office.skipsSetUp();
    await office.types('sandbox decline');
    await office.types('sandbox spend 85');
    for (let tries = 0; tries < 4; tries += 1) {
      office.clock.advance(25 * 3_600_000);
      await office.types('sandbox spend 1');
    }
    const balance = await office.types('balance');
    says(balance, 'balance.paused.reason', { reason: 'the card has expired' });
    says(balance, 'balance.pausedState', { amount: '$50.00', trigger: '$20.00' });
    const asked = await office.presses(balance, 'Try again');
    says(asked.card, 'rule.atOnce', { amount: '$50.00' });
    const denied = await office.presses(balance, 'Try again', {}, { as: people.reader });
    assert.match(denied.text, /role/);
  });

  it('explain the last decisions of auto-recharge with their numbers', async () => {
    await office.skipsSetUp();
    says(await office.types('auto-recharge why'), 'why.numbers.enough', { balance: '$100.00', trigger: '$20.00' });
    await office.types('sandbox spend 85');
    const why = await office.types('自动充值 原因', { as: people.reader, locale: 'zh-CN' });
    says(why, 'why.numbers.enough', { balance: 'US$65.00', trigger: 'US$20.00' }, 'zh-CN');
    assert.match(textOf(why), /本月已充值: US\$50\.00/);
    const told = textOf(await office.types('auto-recharge why'));
    assert.match(told, /Last decisions\n(Nov 22, 2026, 12:00 UTC: .+\n?){2,3}/);
    assert.match(told, /A recharge was ordered/);
  });
});
