import assert from 'node:assert/strict';
import { electronicInvoice, type Invoiced } from '../../bot/exports/electronic-invoice.ts';
import type { InvoiceParty, InvoiceSeller } from '../../bot/exports/invoice-parties.ts';
import { taxIn, taxInCorrection } from '../../bot/exports/invoice-tax.ts';
import { makePrintout } from '../../bot/exports/make-printout.ts';
import { sharedSight } from '../../bot/chat/roles.ts';
import { pdfFile } from '../../bot/print/pdf-file.ts';
import { at } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { faultsOf, isWellFormed } from '../support/pdf-a.ts';
import { pageTexts, readPdf } from '../support/pdf.ts';

const place = { street: 'Am Markt 1', postCode: '10115', city: 'Berlin', country: 'DE' };
const seller: InvoiceSeller = {
  ...{ ...place, name: 'Fabrikam & <Söhne>', vatId: 'DE123456789', registration: '', rate: 1900, exemption: '' },
};
const buyer: InvoiceParty = { ...place, name: 'Contoso', vatId: 'ATU12345678', country: 'AT' };

const invoiced = (gross: number, currency: string, sells: Partial<InvoiceSeller> = {}): Invoiced => {
  const tax = taxIn(gross, currency, { seller: { ...seller, ...sells }, buyer })!;
  return {
    ...{ tax, currency, timeZone: 'Asia/Tokyo', what: 'Communications Credits', boughtAt: at('2026-11-22T12:00:00Z') },
    invoice: {
      ...{ number: 7, at: at('2026-11-22T20:00:00Z'), amount: gross, reference: '', lotId: 'lot' },
      ...{ agreement: null, purchaseOrder: 'PO <1>' },
    },
  };
};

/** What stands in each element of a name. */
const each = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<ram:${name}(?: [^>]*)?>([^<]*)<`, 'g'))].map(([, text = '']) => text);

describe('an electronic invoice', () => {
  it('splits what was paid into net and VAT that add up to the coin, in each currency', () => {
    for (const [gross, currency, rate, net, vat] of [
      [119_000_000, 'EUR', 1900, '100.00', '19.00'],
      [100_000_000, 'EUR', 1900, '84.03', '15.97'],
      [10_000, 'EUR', 1900, '0.01', '0.00'],
      [999_999_999_990_000, 'EUR', 810, '925069380.19', '74930619.80'],
      [1_000_000_000, 'JPY', 1000, '909', '91'],
      [1_250_000, 'KWD', 500, '1.19', '0.06'],
      [50_000_000, 'USD', 0, '50.00', '0.00'],
    ] as const) {
      const xml = electronicInvoice(invoiced(gross, currency, { rate }));
      assert.deepEqual(each(xml, 'TaxBasisTotalAmount'), [net], currency);
      assert.deepEqual(each(xml, 'TaxTotalAmount'), [vat]);
      const coins = (name: string): bigint => BigInt((each(xml, name)[0] ?? '').replace('.', ''));
      assert.equal(coins('TaxBasisTotalAmount') + coins('TaxTotalAmount'), coins('GrandTotalAmount'));
      assert.equal(coins('GrandTotalAmount'), coins('TotalPrepaidAmount'));
    }
    // Two decimals at most (EN 16931): what is finer carries no data.
    assert.equal(taxIn(1_255_000, 'KWD', { seller, buyer }), undefined);
    for (let gross = 10_000; gross < 10_000_000; gross += 10_000) {
      const { net, vat } = taxIn(gross, 'EUR', { seller, buyer })!;
      assert.ok(net + vat === gross && Math.abs(vat - net * 0.19) < 10_000, String(gross));
    }
  });

  it('is well-formed, and says by the lists of EN 16931 who sells, what, and in which category of VAT', () => {
    const xml = electronicInvoice(invoiced(119_000_000, 'EUR'));
    assert.ok(isWellFormed(xml.slice(xml.indexOf('?>') + 2)));
    assert.deepEqual(each(xml, 'Name'), ['Communications Credits', 'Fabrikam &amp; &lt;Söhne&gt;', 'Contoso']);
    assert.deepEqual(each(xml, 'ID'), ['urn:cen.eu:en16931:2017', '7', 'DE123456789', 'ATU12345678']);
    assert.deepEqual(each(xml, 'IssuerAssignedID'), ['PO &lt;1&gt;']);
    assert.deepEqual(
      [each(xml, 'CountryID'), each(xml, 'CategoryCode')],
      [
        ['DE', 'AT'],
        ['S', 'S'],
      ],
    );
    assert.match(xml, /unitCode="C62">1<.*<ram:InvoiceCurrencyCode>EUR<.*currencyID="EUR">19\.00</);
    // The day is the book's, not that of Greenwich.
    assert.match(xml, /format="102">20261123<.*format="102">20261122</);
  });

  it('is exempt with a reason, and outside of VAT without its rate and IDs', () => {
    const exemption = 'Small business';
    const exempt = electronicInvoice(invoiced(119_000_000, 'EUR', { rate: 0, exemption }));
    assert.deepEqual([each(exempt, 'CategoryCode')[0], each(exempt, 'ExemptionReason')], ['E', [exemption]]);
    assert.deepEqual(each(exempt, 'RateApplicablePercent'), ['0', '0']);
    const outside = { rate: 0, exemption, vatId: '', registration: 'HRB 1' };
    const none = electronicInvoice(invoiced(119_000_000, 'EUR', outside));
    assert.deepEqual([each(none, 'CategoryCode')[0], each(none, 'RateApplicablePercent')], ['O', []]);
    assert.deepEqual(each(none, 'ID').slice(2), ['HRB 1']);
  });
});

describe('an electronic credit note', () => {
  const parties = { seller, buyer };
  const note = (type: 'credit-note' | 'corrected-invoice', before: number, after: number): string =>
    electronicInvoice({
      ...invoiced(100_000_000, 'EUR'),
      tax: taxInCorrection({ before, after }, 'EUR', parties)!,
      correction: {
        ...{ name: 'C2', type, at: at('2026-12-01T20:00:00Z') },
        corrects: [{ name: '7', at: at('2026-11-22T20:00:00Z') }],
      },
    });

  it('has its own number, day and type, names what it corrects, and is well-formed', () => {
    for (const [type, code] of [
      ['credit-note', '381'],
      ['corrected-invoice', '384'],
    ] as const) {
      const xml = note(type, 0, 20_000_000);
      assert.ok(isWellFormed(xml.slice(xml.indexOf('?>') + 2)));
      assert.deepEqual(each(xml, 'TypeCode'), [code, 'VAT', 'VAT']);
      assert.deepEqual(each(xml, 'ID').slice(0, 2), ['urn:cen.eu:en16931:2017', 'C2']);
      assert.match(xml, /<ram:IssueDateTime>[^/]*format="102">20261202</);
      // The preceding invoice stands after the sums (BG-3), by its number and the day that it was issued.
      assert.match(
        xml,
        /<\/ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:InvoiceReferencedDocument><ram:IssuerAssignedID>7<.*<qdt:DateTimeString format="102">20261123</,
      );
      assert.deepEqual(
        ['TaxBasisTotalAmount', 'TaxTotalAmount', 'GrandTotalAmount', 'DuePayableAmount'].map(
          name => each(xml, name)[0],
        ),
        ['16.81', '3.19', '20.00', '0.00'],
      );
    }
    assert.doesNotMatch(electronicInvoice(invoiced(100_000_000, 'EUR')), /InvoiceReferencedDocument/);
  });

  it('gives back the VAT of the invoice, to the coin, in however many parts', () => {
    const whole = taxIn(100_000_000, 'EUR', parties)!;
    let given = 0;
    let [net, vat] = [0, 0];
    for (const part of [10_000, 33_330_000, 33_330_000, 33_330_000]) {
      const tax = taxInCorrection({ before: given, after: given + part }, 'EUR', parties)!;
      assert.ok(tax.net + tax.vat === part && tax.gross === part && tax.net >= 0 && tax.vat >= 0);
      given += part;
      [net, vat] = [net + tax.net, vat + tax.vat];
    }
    assert.deepEqual([given, net, vat], [whole.gross, whole.net, whole.vat]);
    // What counts again is as large as what it takes back.
    const [back, again] = [
      taxInCorrection({ before: 10_000, after: 33_340_000 }, 'EUR', parties),
      { before: 33_340_000, after: 10_000 },
    ];
    assert.deepEqual(taxInCorrection(again, 'EUR', parties), back);
  });
});

describe('an invoice of operate', () => {
  let office: Office;
  before(async () => {
    office = await new Office(await setUp()).open();
  });
  after(() => office.close());

  const saves = async (setting: string, typed: Record<string, string>): Promise<string> => {
    const { last } = await office.tenant.choices.of(setting);
    const sent = { setting, key: String(last?.number ?? 0), ...typed };
    return textOf((await office.invokes('save-setting', sent)).card);
  };

  async function printed(
    mode: 'operate' | 'mirror',
    asked: { readonly invoice?: number; readonly correction?: number } = { invoice: 1 },
  ) {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok && read.value.wallet.terms !== undefined);
    const { wallet, history } = read.value;
    const made = await makePrintout(
      office.tenant,
      { what: 'invoices', days: null, ...asked },
      {
        ...{ sight: sharedSight, history, now: office.clock.now(), speech: await office.tenant.speech('en') },
        wallet: { ...wallet, terms: { ...read.value.wallet.terms, mode } },
      },
    );
    assert.ok(made.ok && made.value !== 'being-read');
    return made.value;
  }

  it('says that it has no tax data until both seller and buyer are set, and then carries it as the metadata says', async () => {
    const typed = { ...place, country: 'Germany', name: 'Fabrikam', vatId: 'de 123456789', rate: '19' };
    await saves('seller', typed);
    const without = await printed('operate');
    assert.equal(without.invoiceData, undefined);
    assert.match(JSON.stringify(without.blocks), /no tax data/);
    await saves('buyer', { name: 'Contoso', country: 'AT' });
    assert.equal((await printed('mirror')).invoiceData, undefined);
    const printout = await printed('operate');
    const file = Buffer.concat(await Array.fromAsync(pdfFile(printout)));
    assert.deepEqual(faultsOf(file, 3), []);
    const pdf = readPdf(file);
    assert.match(
      pageTexts(pdf).join('\n'),
      /Fabrikam[\s\S]*VAT ID DE123456789[\s\S]*Net\n\$84\.03[\s\S]*VAT 19%\n\$15\.97/,
    );
    const objects = [...pdf.objects.values()];
    const attached = objects.find(({ dictionary }) => dictionary.includes('/Type /EmbeddedFile'));
    assert.equal(attached?.stream?.toString('utf8'), printout.invoiceData);
    const xmp =
      objects.find(({ dictionary }) => dictionary.includes('/Type /Metadata'))?.stream?.toString('utf8') ?? '';
    const [, name = ''] = /<fx:DocumentFileName>(.*?)</.exec(xmp) ?? [];
    assert.match(xmp, /<fx:ConformanceLevel>EN 16931</);
    const specified = objects.find(({ dictionary }) => dictionary.includes('/Type /Filespec'))?.dictionary ?? '';
    assert.ok(specified.includes(`/UF (${name})`) && specified.includes('/AFRelationship /Alternative'), specified);
    // One file carries the data of one: several say where theirs is.
    await office.presses(await office.types('add funds 60'), 'Place order');
    const several = await printed('operate', {});
    assert.deepEqual([several.invoiceData, several.about.length], [undefined, 1]);
    assert.match(several.about.join(''), /carries no electronic invoices: the PDF of each invoice/);
    assert.deepEqual((await printed('mirror', {})).about, []);
    // Whoever moves changes no invoice that was issued.
    office.clock.advance(60_000);
    await saves('seller', { ...typed, name: 'Northwind', rate: '7' });
    assert.equal((await printed('operate')).invoiceData, printout.invoiceData);
  });

  it('has a credit note, which carries its data as the invoice does, between whom the invoice was', async () => {
    const form = await office.types('refund 20 of invoice 1');
    const review = (await office.presses(form, 'Review', { amount: '20', reason: 'Bought twice' })).card;
    await office.presses(review, 'Record refund');
    const refunded = (await office.entries()).find(({ kind }) => kind === 'credits-refunded')!;
    const printout = await printed('operate', { correction: 1 });
    const file = Buffer.concat(await Array.fromAsync(pdfFile(printout)));
    assert.deepEqual(faultsOf(file, 3), []);
    const text = pageTexts(readPdf(file)).join('\n');
    assert.match(
      text,
      /Credit note C1[\s\S]*Fabrikam[\s\S]*Why[\s\S]*Refund[\s\S]*Corrects[\s\S]*Invoice 1 of Nov 22, 2026/,
    );
    assert.match(text, /Net\n\$16\.81[\s\S]*VAT 19%\n\$3\.19[\s\S]*Total\n\$20\.00/);
    assert.doesNotMatch(text, /Bought twice/);
    assert.match(printout.invoiceData ?? '', /<ram:TypeCode>381<.*<ram:IssuerAssignedID>1</);
    await office.tenant.ledger.execute(
      { kind: 'reverse', id: 'undo', what: { kind: 'return', id: refunded.id } },
      null,
    );
    const corrected = await printed('operate', { correction: 2 });
    assert.equal(corrected.title, 'Corrected invoice C2');
    assert.match(corrected.invoiceData ?? '', /<ram:TypeCode>384<.*<ram:IssuerAssignedID>C1</);
    assert.match(JSON.stringify(corrected.blocks), /Takes back C1 of Nov 22, 2026: the credits count again/);
    const mirrored = await printed('mirror', { correction: 1 });
    assert.deepEqual([mirrored.title, mirrored.invoiceData], ['Record C1 of credits given back', undefined]);
    assert.match(JSON.stringify(mirrored.blocks), /Microsoft issues the credit note/);
  });

  it('takes no seller whose VAT cannot be said', async () => {
    const whole = { ...place, name: 'Fabrikam', vatId: 'DE123456789', rate: '19', exemption: '', registration: '' };
    for (const [typed, says] of [
      [{ country: 'Atlantis' }, /This is not a country or region/],
      [{ vatId: '123' }, /A VAT ID begins with two letters/],
      [{ vatId: '' }, /VAT can be charged only with a VAT ID/],
      [{ rate: '100' }, /Type a percentage below 100/],
      [{ rate: '0' }, /This is needed/],
      [{ rate: '0', exemption: 'Small', vatId: '' }, /This is needed/],
      [{ exemption: 'Small' }, /Leave this empty/],
    ] as const)
      assert.match(await saves('seller', { ...whole, ...typed }), says, JSON.stringify(typed));
  });
});
