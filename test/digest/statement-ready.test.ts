import assert from 'node:assert/strict';
import { hourMs, type Alert, type Instant } from '../../core/index.ts';
import { statementNews } from '../../bot/digest/statement-news.ts';
import type { Mailer } from '../../bot/ports/index.ts';
import type { Choices } from '../../bot/tenant/choices.ts';
import { storedDocumentAddresses } from '../../bot/tenant/document-addresses.ts';
import { at } from '../support/builders.ts';
import { readCard, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;
const sales = { conversation: '19:sales@thread.tacv2', kind: 'channel' } as const;
const others = { conversation: '19:others@thread.tacv2', kind: 'channel' } as const;

describe('the statement of a month', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ timeZone: 'Europe/Berlin' })).open();
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

  it('offers to mail it to those who get documents, or to name some, where there is a mail server', async () => {
    const { tenant } = office;
    const mailer: Mailer = { send: () => Promise.resolve({ kind: 'delivered', messageId: '<1@contoso.example>' }) };
    const alert: Alert = {
      ...{ id: 'news', kind: 'statement-ready', at: office.clock.now(), currency: 'USD', balance: 0 },
      morning: { day: '2026-12-01', timeZone: 'Europe/Berlin' },
    };
    const offered = async (needs: {
      readonly mailer: Mailer | undefined;
      readonly choices?: Choices;
    }): Promise<readonly string[]> => {
      const news = await statementNews({ ...tenant, ...needs }, { alert }, { showsAmounts: true });
      const { buttons } = readCard(news!.card(await tenant.speech('en')));
      return buttons.map(({ title, data }) => `${title}: ${JSON.stringify(data)}`).filter(text => /mail/i.test(text));
    };
    assert.deepEqual(await offered({ mailer: undefined }), []);
    assert.match(String(await offered({ mailer })), /^Get it by email: .*"setting":"documents"[^,]*,[^,]*$/);
    const stored = storedDocumentAddresses([{ address: 'books@contoso.example', since: 0 }]);
    const choices = { of: () => Promise.resolve({ value: stored }) } as unknown as Choices;
    assert.match(
      String(await offered({ mailer, choices })),
      /^Email it: .*"export statement 2026-11 pdf by email"[^,]*$/,
    );
  });

  it('is not told long after: of a month whose first days nobody was there', async () => {
    await office.types('alerts here monthly statement', general);
    office.clock.advance(at('2026-12-12T08:00:00Z') - office.clock.now());
    await rounds('2026-12-12T09:00:00Z');
    assert.equal(told().length, 0);
  });
});
