import assert from 'node:assert/strict';
import { hourMs, type Instant } from '../../core/index.ts';
import { at } from '../support/builders.ts';
import { textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;
const sales = { conversation: '19:sales@thread.tacv2', kind: 'channel' } as const;
const others = { conversation: '19:others@thread.tacv2', kind: 'channel' } as const;

describe('the statement of a month', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
    await office.setsUp({ timeZone: 'Europe/Berlin' });
    await office.types('sandbox spend 12');
  });
  afterEach(() => office.close());

  async function rounds(until: string): Promise<void> {
    for (const end: Instant = at(until); office.clock.now() < end;) {
      office.clock.advance(Math.min(6 * hourMs, end - office.clock.now()));
      await office.tenant.foresight.look();
      await office.tenant.deliveries.run();
    }
  }
  const told = (): readonly ReadCard[] =>
    office.told().filter(card => /Statement|Monthly statement/.test(card.texts.join(' ')));

  it('comes on the first of the next at nine, only to those who asked for it by name', async () => {
    await office.types('alerts here', others);
    await office.types('alerts here monthly statement', general);
    await office.types('alerts here monthly statement without amounts', sales);
    await rounds('2026-12-01T07:30:00Z');
    assert.equal(told().length, 0);
    await rounds('2026-12-01T08:00:00Z');
    assert.equal(told().length, 2);
    const [whole, plain] = [...told()].toSorted((one, other) => other.texts.length - one.texts.length);
    assert.match(textOf(whole!), /Nov 1, 2026 to Nov 30, 2026 · Open until Dec 4[\s\S]*Closing balance\n\$88\.00/);
    assert.match(textOf(plain!), /The statement of Nov 2026 is ready\./);
    assert.doesNotMatch(textOf(plain!), /\$/);
    const opened = (await office.presses(plain!, 'Statement', {}, sales)).card;
    assert.match(textOf(opened), /Nov 1, 2026 to Nov 30, 2026/);
    await rounds('2026-12-05T08:00:00Z');
    assert.equal(told().length, 2);
  });

  it('is not told long after: of a month whose first days nobody was there', async () => {
    await office.types('alerts here monthly statement', general);
    office.clock.advance(at('2026-12-12T08:00:00Z') - office.clock.now());
    await rounds('2026-12-12T09:00:00Z');
    assert.equal(told().length, 0);
  });
});
