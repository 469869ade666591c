import assert from 'node:assert/strict';
import { census, dayMs } from '../../core/index.ts';
import { readPeople } from '../../bot/licenses/people.ts';
import { preventionView } from '../../bot/reports/prevention.view.ts';
import { blockAllCalls, quoted } from '../../bot/licenses/powershell.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { aCall, money } from '../support/builders.ts';
import { readCard, says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

const english = speechFor({ language: 'en', timeZone: 'UTC', isSandbox: false });

describe('what keeps fraud from costing much', () => {
  const facts = { days: 90, licensed: 120, idle: 31, mostSpent: 38_200_000n, forwarded: undefined, currency: 'USD' };

  it('fills in twice the most that anybody spent, and what is known of forwarding and of those who never call', () => {
    const forwarded = { calls: 3, seconds: 200, cost: 1_200_000n, drawn: 1_200_000n };
    const card = readCard(preventionView(english, { ...facts, forwarded }));
    assert.match(textOf(card), /Nobody spent more than \$38\.20/);
    assert.match(textOf(card), /-EnableSpendLimits \$true -CallingSpendUserLimit 80$/m);
    assert.match(textOf(card), /in the last 90 days: 3, for \$1\.20/);
    assert.match(textOf(card), /31 of 120 people/);
    says(card, 'prevention.who.text');
  });

  it('has a limit above 0 where nobody has spent anything, and no sentence about what it does not know', () => {
    const card = readCard(preventionView(english, { ...facts, idle: undefined, mostSpent: 0n }));
    assert.match(textOf(card), /-CallingSpendUserLimit 20$/m);
    says(card, 'prevention.limit.noSpend');
    assert.doesNotMatch(textOf(card), /people with the license/);
    const exact = readCard(preventionView(english, { ...facts, mostSpent: 40_000_000n }));
    assert.match(textOf(exact), /-CallingSpendUserLimit 90$/m);
  });

  it('quotes an address so that PowerShell reads nothing in it', () => {
    assert.equal(quoted("o'neil’s@x.example"), "'o''neil’’s@x.example'");
    assert.equal(quoted('a$(calc)`"\n;b'), "'a$(calc)`\";b'");
    assert.match(blockAllCalls("a'; Remove-X; '@x"), /-Identity 'a''; Remove-X; ''@x' -PolicyName 'Dialout/);
  });

  it('takes nobody for idle whose calls the log has by their address alone', async () => {
    const office = await new Office().open();
    await office.setsUp();
    const idle = async (): Promise<readonly number[]> =>
      (/(\d+) of (\d+) people with the license/.exec(textOf(await office.types('prevention'))) ?? [])
        .slice(1)
        .map(Number);
    const { people, skus } = await readPeople(office.tenant);
    const { eligible, lackCredits } = census(people, skus);
    const [licensed] = eligible.filter(person => !lackCredits.includes(person));
    // The sandbox's own calls are older than that then.
    office.clock.advance(100 * dayMs);
    const [before = 0, all] = await idle();
    assert.equal(before, all);
    const about = {
      userId: '',
      userPrincipalName: licensed!.userPrincipalName.toUpperCase(),
      callee: '+2',
      caller: '+1',
    };
    const row = aCall({ id: 'by-address', start: office.clock.now() - 1000, charge: money('$1'), about });
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: 'calls', rows: [row] }, null);
    assert.ok(drawn.ok);
    assert.deepEqual(await idle(), [before - 1, all]);
    await office.close();
  });

  it('is answered from what is known here, to whoever may look', async () => {
    const office = await new Office().open();
    await office.setsUp();
    await office.types('sandbox spend 40');
    const card = await office.types('prevention');
    assert.match(textOf(card), /Nobody spent more than \$\d/);
    assert.match(textOf(card), /Set-CsTeamsCallingPolicy -Identity Global -AllowCallForwardingToPhone \$false/);
    says(await office.types('防范', { locale: 'zh-CN' }), 'prevention.title', {}, 'zh-CN');
    await office.close();
  });
});
