import assert from 'node:assert/strict';
import type { Mode } from '../../core/index.ts';
import { makePrintout } from '../../bot/exports/make-printout.ts';
import { receiptsPrintout } from '../../bot/exports/receipts.view.ts';
import { readReceipts } from '../../bot/exports/read-receipts.ts';
import { sharedSight } from '../../bot/chat/roles.ts';
import { says } from '../support/card.ts';
import { FileClient } from '../support/file-client.ts';
import { Office, setUp } from '../support/office.ts';
import { faultsOf } from '../support/pdf-a.ts';
import { pageTexts, readPdf } from '../support/pdf.ts';

describe('a document to print', () => {
  let office: Office;
  let files: FileClient;
  before(async () => {
    office = await new Office(await setUp()).open();
    files = await new FileClient(office).open();
    await office.types('sandbox calls 40');
    const form = await office.types('refund 20 of invoice 1');
    const review = (await office.presses(form, 'Review', { amount: '20', reason: 'Bought twice' })).card;
    await office.presses(review, 'Record refund');
  });
  after(async () => {
    await files.close();
    await office.close();
  });

  const accepted = async (
    typed: string,
    locale = 'en-US',
  ): Promise<{ readonly name: string; readonly pages: readonly string[] }> => {
    await office.types(typed, { locale });
    const offer = files.offers().at(-1)!;
    await files.accepts(offer);
    const saved = files.saved.at(-1)!;
    assert.deepEqual(faultsOf(saved), []);
    return { name: offer.name, pages: pageTexts(readPdf(saved)) };
  };

  it('is offered as other files are, by what it is', async () => {
    const statement = await accepted('export statement 2026-11 pdf');
    assert.equal(statement.name, 'Statement 2026-11-01 – 2026-11-30.pdf');
    assert.match(statement.pages[0] ?? '', /^Sandbox[\s\S]*Statement for Nov 2026[\s\S]*Page 1 of 1$/);
    const receipt = await accepted('export invoice 1 pdf');
    assert.equal(receipt.name, 'Receipt 1.pdf');
    assert.match(receipt.pages[0] ?? '', /Receipt 1[\s\S]*Total\n\$100\.00/);
    const note = await accepted('export credit note C1 pdf');
    assert.equal(note.name, 'Record C1 of credits given back.pdf');
    assert.match(note.pages[0] ?? '', /nothing was given back/);
    const both = await accepted('export invoices 2026-11 pdf');
    assert.match(
      both.pages.join('\n'),
      /Receipt 1[\s\S]*Record C1 of credits given back[\s\S]*Corrects[\s\S]*Receipt 1 of/,
    );
    // Whoever may see people's calls gets them by name.
    const departments = await accepted('export departments pdf');
    assert.match(departments.pages.join('\n'), /Costs by department for Nov 2026[\s\S]*Adele Vance/);
    const chinese = await accepted('导出 所有收据 pdf', 'zh-CN');
    assert.match(chinese.name, /^收据 /);
  });

  it('is on pages of their own of several months, each with its title', async () => {
    const { pages } = await accepted('export statement 2026-10-01 – 2026-11-30 pdf');
    assert.equal(pages.length, 3);
    assert.match(pages[0] ?? '', /Statements, Oct 1, 2026/);
    assert.match(pages[1] ?? '', /^Statement for Oct 2026/);
    assert.match(pages[2] ?? '', /^Statement for Nov 2026/);
  });

  it('is none of lists, nor of a purchase that there is not', async () => {
    says(await office.types('export calls pdf'), 'export.notPrinted');
    const form = await office.types('export');
    const { card } = await office.presses(form, 'Get the file', { what: 'ledger', range: '', format: 'pdf' });
    says(card, 'export.notPrinted');
    says(await office.types('export invoice 9 pdf'), 'refuse.no-such-purchase', { invoice: 9 });
    const missing = await office.types('导出 贷项通知单 C2 pdf', { locale: 'zh-CN' });
    says(missing, 'refuse.no-such-correction', { number: 2 }, 'zh-CN');
  });

  it('is a receipt where Microsoft sells, and an invoice where whoever runs this does', async () => {
    const { wallet, speech, terms } = await book();
    const receipts = await readReceipts(office.tenant, wallet, { invoice: 1 });
    const now = office.clock.now();
    for (const [mode, title, says] of [
      ['mirror', 'Receipt 1', /Microsoft issues the tax invoice: see Billing/],
      ['sandbox', 'Receipt 1', /nothing was bought\. For real credits, Microsoft issues the tax invoice/],
      ['operate', 'Invoice 1', undefined],
    ] as const satisfies readonly (readonly [Mode, string, RegExp | undefined])[]) {
      const made = receiptsPrintout(speech, { receipts, days: undefined }, { terms: { ...terms, mode }, now });
      assert.equal(made.title, title);
      const text = JSON.stringify(made.blocks);
      if (says === undefined) assert.doesNotMatch(text, /Microsoft issues/);
      else assert.match(text, says);
      assert.match(text, /Given back by [^"]*","value":"\$20\.00"/);
      // What was written at it in mirror is Microsoft's number; the sandbox's own is about nothing.
      assert.equal(text.includes(receipts[0]!.invoice.reference), mode !== 'sandbox');
    }
  });

  it('says so of days in which nothing was bought', async () => {
    const { wallet, history, speech } = await book();
    const days = { first: '2020-01-01', last: '2020-01-31' };
    const now = office.clock.now();
    const made = await makePrintout(
      office.tenant,
      { what: 'invoices', days },
      { speech, sight: sharedSight, wallet, history, now },
    );
    assert.ok(made.ok && made.value !== 'being-read');
    assert.deepEqual(made.value.about, [speech.say('print.noReceipts')]);
  });

  async function book() {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok && read.value.wallet.terms !== undefined);
    const { wallet, history } = read.value;
    return { wallet, history, terms: read.value.wallet.terms, speech: await office.tenant.speech('en') };
  }
});
