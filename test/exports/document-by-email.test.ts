import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { mailMonths } from '../../bot/exports/mail-months.job.ts';
import { storedDocumentAddresses } from '../../bot/tenant/document-addresses.ts';
import type { Mail, MailOutcome } from '../../bot/ports/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { pageTexts, readPdf } from '../support/pdf.ts';
import { people } from '../support/teams-client.ts';

describe('a document by email, when it is asked for', () => {
  let office: Office;
  let sent: Mail[];
  let answers: MailOutcome[];

  before(async () => {
    office = new Office();
    office.mailer = {
      send: mail => {
        sent.push(mail);
        return Promise.resolve(answers.shift() ?? { kind: 'delivered', messageId: '<1@contoso.example>' });
      },
    };
    await office.open();
    await office.skipsSetUp();
    await office.types('sandbox spend 5');
  });
  beforeEach(() => void ([sent, answers] = [[], []]));
  after(() => office.close());

  const lists = async (...addresses: readonly string[]): Promise<void> => {
    const at = office.clock.now();
    const is = storedDocumentAddresses(addresses.map(address => ({ address, since: at })));
    const { value: was } = await office.tenant.choices.of('documents');
    await office.tenant.choices.change({ setting: 'documents', was, is }, { by: people.globalAdmin, at });
  };
  const offers = (card: { readonly buttons: readonly { readonly title: string }[] }): boolean =>
    card.buttons.some(({ title }) => title === 'Email it');

  it('is offered on statements, receipts and departments, where there is a server and an address', async () => {
    await lists();
    const texts = ['statement', 'invoice 1', 'departments'];
    for (const text of texts) assert.equal(offers(await office.types(text)), false, text);
    says(await office.types('export statement pdf by email'), 'email.nobody');
    await lists('books@contoso.example');
    for (const text of texts) {
      const card = await office.types(text);
      assert.ok(offers(card), text);
      const review = (await office.presses(card, 'Email it')).card;
      assert.match(textOf(review), /To:\s+books@contoso\.example/);
    }
    assert.equal(sent.length, 0);
  });

  it('is not offered where the deployment has no mail', async () => {
    await lists('books@contoso.example');
    const { mailer } = office.tenant;
    Object.assign(office.tenant, { mailer: undefined });
    assert.equal(offers(await office.types('statement')), false);
    says(await office.types('export statement pdf by email'), 'alerts.noMail');
    Object.assign(office.tenant, { mailer });
  });

  it('goes once to each address, with nobody’s name, however often it is pressed', async () => {
    await lists('books@contoso.example', 'cfo@contoso.example');
    const review = await office.types('export departments pdf by email');
    const first = (await office.presses(review, 'Send')).card;
    assert.match(textOf(first), /books@contoso\.example: Sent on[\s\S]*cfo@contoso\.example: Sent on/);
    await office.presses(review, 'Send');
    await mailMonths.run(office.tenant);
    assert.deepEqual(
      sent.map(({ to }) => to),
      ['books@contoso.example', 'cfo@contoso.example'],
    );
    const [file] = sent[0]?.files ?? [];
    assert.match(file?.name ?? '', /^Costs by department 2026-11-01 – 2026-11-\d\d\.pdf$/);
    assert.doesNotMatch(pageTexts(readPdf(Buffer.from(file?.content ?? []))).join('\n'), /Vance|Wilber/);
  });

  it('says what became of it at each address, and is tried again where the server failed', async () => {
    await lists('nobody@contoso.example', 'books@contoso.example');
    answers = [
      { kind: 'refused', reason: '550' },
      { kind: 'failed', reason: 'no-answer-in-time' },
    ];
    const card = (await office.presses(await office.types('export invoice 1 by email'), 'Send')).card;
    assert.match(textOf(card), /nobody@contoso\.example: Refused[\s\S]*books@contoso\.example: The mail server failed/);
    office.clock.advance(10 * minuteMs);
    await mailMonths.run(office.tenant);
    assert.equal(sent[2]?.key, sent[1]?.key);
    assert.match(textOf((await office.presses(card, 'Refresh')).card), /books@contoso\.example: Sent on/);
    assert.equal(sent.length, 3);
  });

  it('is asked about again where the addresses are others than were shown, and goes to none that was typed', async () => {
    await lists('books@contoso.example');
    const review = await office.types('export statement pdf by email');
    await lists('books@contoso.example', 'cfo@contoso.example');
    says((await office.presses(review, 'Send')).card, 'email.changed');
    assert.equal(sent.length, 0);
    const asked = { what: 'statement', format: 'pdf', days: null };
    const made = { step: 'send', id: 'x', asked, to: ['thief@fabrikam.example', 'books@contoso.example'] };
    says((await office.invokes('email-document', made)).card, 'email.changed');
    assert.equal(sent.length, 0);
  });

  it('does not go once whoever asked has lost the right, nor to an address that was taken off', async () => {
    await lists('books@contoso.example');
    answers = [{ kind: 'failed', reason: 'no-answer-in-time' }];
    const review = await office.types('export statement pdf by email', { as: people.reader });
    const card = (await office.presses(review, 'Send', {}, { as: people.reader })).card;
    const { roles } = office.tenant;
    const checks = roles.checkAnew.bind(roles);
    roles.checkAnew = (person, access, more) => checks(person === people.reader ? people.nobody : person, access, more);
    office.clock.advance(10 * minuteMs);
    await mailMonths.run(office.tenant);
    roles.checkAnew = checks;
    says((await office.presses(card, 'Refresh')).card, 'email.withdrawn');
    answers = [{ kind: 'failed', reason: 'no-answer-in-time' }];
    const other = (await office.presses(await office.types('export statement pdf by email'), 'Send')).card;
    await lists('cfo@contoso.example');
    office.clock.advance(10 * minuteMs);
    await mailMonths.run(office.tenant);
    says((await office.presses(other, 'Refresh')).card, 'email.withdrawn');
    assert.equal(sent.length, 2);
  });

  it('is understood in Chinese, and only of what is printed', async () => {
    await lists('books@contoso.example');
    says(await office.types('导出 对账单 pdf 通过邮件', { locale: 'zh-CN' }), 'email.review', {}, 'zh-CN');
    for (const text of ['export calls by email', 'export statement csv by email', 'export by email'])
      says(await office.types(text), 'email.pdfOnly');
  });
});
