import assert from 'node:assert/strict';
import { hourMs, minuteMs } from '../../core/index.ts';
import { mailMonths } from '../../bot/exports/mail-months.job.ts';
import { MonthlyMails } from '../../bot/exports/monthly-mails.ts';
import { foresee } from '../../bot/foresight/foresee.job.ts';
import type { Mail, MailOutcome } from '../../bot/ports/index.ts';
import { readStatement } from '../../bot/wallets/statements.ts';
import { at } from '../support/builders.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { faultsOf } from '../support/pdf-a.ts';
import { pageTexts, readPdf } from '../support/pdf.ts';

describe('the documents of a month by mail', () => {
  let office: Office;
  let sent: Mail[];
  /** What the mail server says to the next mails; it takes the others. */
  let answers: MailOutcome[];

  beforeEach(async () => {
    [sent, answers] = [[], []];
    office = new Office();
    office.mailer = {
      send: mail => {
        sent.push(mail);
        return Promise.resolve(answers.shift() ?? { kind: 'delivered', messageId: '<1@contoso.example>' });
      },
    };
    await office.open();
    await office.skipsSetUp({ timeZone: 'Europe/Berlin' });
    await office.types('sandbox calls 40');
  });
  afterEach(() => office.close());

  const asksFor = async (...addresses: readonly string[]): Promise<void> => {
    for (const address of addresses) {
      const form = (await office.invokes('setting', { setting: 'documents', place: '' })).card;
      await office.presses(form, 'Save', { address });
    }
  };
  const until = async (instant: string): Promise<void> => {
    office.clock.advance(at(instant) - office.clock.now());
    await mailMonths.run(office.tenant);
  };
  const fileOf = (mail: Mail, name: string): Buffer =>
    Buffer.from(mail.files?.find(file => file.name === name)?.content ?? []);

  it('go out once, when the statement is final, with the ledger’s numbers and nobody’s name', async () => {
    await asksFor('books@contoso.example');
    // It closes at 72 h after the month, by the clocks of Berlin.
    await until('2026-12-03T22:59:00Z');
    assert.equal(sent.length, 0);
    await until('2026-12-03T23:00:00Z');
    await until('2026-12-05T00:00:00Z');
    assert.equal(sent.length, 1);
    const [mail] = sent as [Mail];
    assert.equal(mail.to, 'books@contoso.example');
    assert.equal(mail.subject, 'Communications Credits: Statement for Nov 2026');
    assert.deepEqual(
      mail.files?.map(({ name, type }) => [name, type]),
      ['Statement 2026-11.pdf', 'Costs by department 2026-11.pdf', 'Receipts 2026-11.pdf'].map(name => [
        ...[name, 'application/pdf'],
      ]),
    );
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok && read.value.wallet.terms !== undefined);
    const { wallet, history } = read.value;
    const now = office.clock.now();
    const { total, lots, invoices } = await readStatement(
      office.tenant,
      { wallet, history },
      { terms: read.value.wallet.terms, month: '2026-11', now },
    );
    const speech = await office.tenant.speech('en');
    const [statement = ''] = pageTexts(readPdf(fileOf(mail, 'Statement 2026-11.pdf')));
    const lines = statement.split('\n');
    for (const { opening, bought, used, expired, adjusted, closing } of [total, ...lots])
      for (const amount of [opening, bought, used, expired, adjusted, closing])
        assert.ok(lines.includes(speech.money(amount, 'USD')), String(amount));
    assert.ok(mail.text.includes(speech.money(total.closing, 'USD')));
    const [departments = ''] = pageTexts(readPdf(fileOf(mail, 'Costs by department 2026-11.pdf')));
    const [, bears] = /Credits used\n\d+\n(\S+)\n/.exec(departments) ?? [];
    assert.equal(bears, speech.money(-total.used, 'USD'));
    assert.doesNotMatch(departments, /Vance|Wilber/);
    const receipts = pageTexts(readPdf(fileOf(mail, 'Receipts 2026-11.pdf')));
    assert.equal(receipts.length, invoices.length);
    assert.ok(receipts[0]?.includes(`Total\n${speech.money(invoices[0]!.amount, 'USD')}`));
    assert.match(receipts[0] ?? '', /Receipt 1[\s\S]*Microsoft issues the tax invoice/);
    for (const { content } of mail.files ?? []) assert.deepEqual(faultsOf(Buffer.from(content)), []);
    says(
      await office.invokes('setting', { setting: 'documents', place: '' }).then(({ card }) => card),
      'documents.sent',
      {
        month: '2026-11',
      },
    );
  });

  it('have what was given back in a month in which nothing was bought', async () => {
    await asksFor('books@contoso.example');
    await until('2026-12-10T00:00:00Z');
    const refund = { kind: 'refund', id: 'r', invoice: 1, amount: 5_000_000 } as const;
    assert.ok((await office.tenant.ledger.execute(refund, null)).ok);
    await until('2027-01-05T00:00:00Z');
    const pages = pageTexts(readPdf(fileOf(sent.at(-1)!, 'Receipts 2026-12.pdf')));
    assert.match(pages.join('\n'), /^[\s\S]*Record C1 of credits given back[\s\S]*Receipt 1 of[\s\S]*Total\n\$5\.00/);
  });

  it('go to the others where one address is refused, and again where the server failed, with the same id', async () => {
    await asksFor('nobody@contoso.example', 'books@contoso.example');
    answers = [
      { kind: 'refused', reason: '550' },
      { kind: 'failed', reason: 'no-answer-in-time' },
    ];
    await until('2026-12-04T00:00:00Z');
    assert.deepEqual(
      sent.map(({ to }) => to),
      ['nobody@contoso.example', 'books@contoso.example'],
    );
    await until('2026-12-04T00:05:00Z');
    assert.equal(sent.length, 2);
    await until('2026-12-04T00:10:00Z');
    await until('2026-12-06T00:00:00Z');
    assert.equal(sent.length, 3);
    assert.deepEqual([sent[2]?.to, sent[2]?.key], [sent[1]?.to, sent[1]?.key]);
    assert.match(
      textOf((await office.invokes('setting', { setting: 'documents', place: '' })).card),
      /2026-11: refused by its mail server[\s\S]*2026-11: sent on/,
    );
  });

  it('are not of months that closed before somebody asked, and are of those without anything', async () => {
    office.clock.advance(at('2026-12-05T00:00:00Z') - office.clock.now());
    await asksFor('books@contoso.example');
    await until('2026-12-06T00:00:00Z');
    assert.equal(sent.length, 0);
    await until('2027-01-04T00:00:00Z');
    assert.deepEqual(
      sent.flatMap(({ files = [] }) => files.map(({ name }) => name)),
      ['Statement 2026-12.pdf', 'Costs by department 2026-12.pdf'],
    );
  });

  it('are not sent for nobody, nor after an address was taken off the list', async () => {
    await asksFor('books@contoso.example');
    const form = (await office.invokes('setting', { setting: 'documents', place: '' })).card;
    await office.presses(form, 'Remove books@contoso.example');
    await until('2026-12-05T00:00:00Z');
    assert.equal(sent.length, 0);
  });

  it('are not sent to an address that is taken off the list while another’s are sent', async () => {
    await asksFor('books@contoso.example', 'left@contoso.example');
    const { mailer } = office;
    assert.ok(mailer);
    const send = mailer.send.bind(mailer);
    mailer.send = async mail => {
      const form = (await office.invokes('setting', { setting: 'documents', place: '' })).card;
      await office.presses(form, 'Remove left@contoso.example');
      return send(mail);
    };
    await until('2026-12-04T00:00:00Z');
    assert.deepEqual(
      sent.map(({ to }) => to),
      ['books@contoso.example'],
    );
  });

  it('are not sent twice where an address is taken off the list by mistake, and put back', async () => {
    await asksFor('books@contoso.example');
    await until('2026-12-05T00:00:00Z');
    const form = (await office.invokes('setting', { setting: 'documents', place: '' })).card;
    await office.presses(form, 'Remove books@contoso.example');
    await until('2026-12-06T00:00:00Z');
    const removed = (await office.invokes('setting', { setting: 'documents', place: '' })).card;
    await office.presses(removed, 'Undo last change');
    await until('2026-12-07T00:00:00Z');
    assert.equal(sent.length, 1);
  });

  it('are told to be missing where they could not be sent, until one goes out or the address is changed', async () => {
    await asksFor('books@contoso.example', 'nobody@contoso.example');
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    const isTold = async (): Promise<boolean> => {
      await foresee.run(office.tenant);
      await office.tenant.deliveries.run();
      const { matters } = await office.stores.matters.current();
      return matters.some(
        ({ matter: { alert, endedAt } }) => alert.kind === 'documents-unsent' && endedAt === undefined,
      );
    };
    answers = [{ kind: 'refused', reason: '550' }];
    await until('2026-12-04T00:00:00Z');
    assert.ok(await isTold());
    const card =
      office.connector
        .told()
        .map(textOf)
        .findLast(text => text.includes('They are not sent there again')) ?? '';
    assert.match(card, /The documents of Nov 2026 could not be emailed to one of the addresses/);
    // That it is asked for by itself, and arrives, shows that the address is right.
    const asked = { what: 'statement', format: 'pdf', days: null } as const;
    const request = {
      id: 'asked-1',
      asked,
      name: 'Statement',
      language: 'en',
      person: 'ana',
      at: office.clock.now(),
    } as const;
    await office.tenant.monthlyMails.request(request, ['books@contoso.example']);
    const taken = await office.tenant.monthlyMails.takeRequested(office.clock.now(), 'asked-1');
    assert.ok(await isTold());
    await office.tenant.monthlyMails.settle(taken!, 'delivered', office.clock.now() + minuteMs);
    assert.equal(await isTold(), false);
    // The next month's: a mail that is on its way again ends nothing.
    answers = [
      { kind: 'delivered', messageId: '<2@contoso.example>' },
      { kind: 'refused', reason: '550' },
    ];
    await until('2027-01-04T00:00:00Z');
    assert.ok(await isTold());
    await office.tenant.monthlyMails.intend(
      ['2027-01'],
      [{ month: '2027-01', address: 'nobody@contoso.example' }],
      office.clock.now(),
    );
    const form = (await office.invokes('setting', { setting: 'documents', place: '' })).card;
    await office.presses(form, 'Remove nobody@contoso.example');
    assert.equal(await isTold(), false);
  });

  it('are given up after thirty failures, and not while they are tried', async () => {
    const mails = new MonthlyMails(office.stores.documents);
    const named = [{ address: 'a@contoso.example', since: office.clock.now() }];
    let now = office.clock.now();
    await mails.intend(['2026-11'], [{ month: '2026-11', address: 'a@contoso.example' }], now);
    for (let failure = 1; failure <= 30; failure += 1) {
      assert.deepEqual(await mails.unreached(named), []);
      now += 6 * hourMs;
      await mails.settle((await mails.take(now))!, 'failed', now);
    }
    assert.deepEqual(
      (await mails.unreached(named)).map(({ month, state }) => [month, state]),
      [['2026-11', 'given-up']],
    );
    assert.deepEqual(await mails.unreached([{ address: 'a@contoso.example', since: now + 1 }]), []);
  });

  it('are refused as an address where it is none, beside its field', async () => {
    const form = (await office.invokes('setting', { setting: 'documents', place: '' })).card;
    const { card } = await office.presses(form, 'Save', { address: 'books at contoso' });
    says(card, 'setting.mail.wrong');
  });

  it('are taken up by one replica, and by another once that one is gone', async () => {
    const now = office.clock.now();
    const [one, other] = [new MonthlyMails(office.stores.documents), new MonthlyMails(office.stores.documents)];
    await one.intend(['2026-11'], [{ month: '2026-11', address: 'a@contoso.example' }], now);
    const taken = await one.take(now);
    assert.equal(await other.take(now + minuteMs), undefined);
    const retaken = await other.take(now + hourMs);
    assert.equal(retaken?.address, 'a@contoso.example');
    // What the first one says later does not count.
    await one.settle(taken!, 'refused', now + hourMs);
    await other.settle(retaken, 'delivered', now + hourMs);
    await one.intend(['2026-11'], [{ month: '2026-11', address: 'a@contoso.example' }], now + 2 * hourMs);
    assert.equal(await one.take(now + 2 * hourMs), undefined);
    assert.equal((await one.latest()).get('a@contoso.example')?.state, 'sent');
  });
});
