import { dayOf, decimal, type Currency, type Instant, type Invoice, type Micros } from '../../core/index.ts';
import type { InvoiceParty } from './invoice-parties.ts';
import type { InvoiceTax } from './invoice-tax.ts';
import { xmlText } from './xml-text.ts';

// Cross Industry Invoice (UN/CEFACT D22B) in the profile of EN 16931, as Factur-X attaches it. The order of its elements is that of the schema.

const names = 'urn:un:unece:uncefact:data:standard';
const namespaces = {
  'xmlns:rsm': `${names}:CrossIndustryInvoice:100`,
  'xmlns:ram': `${names}:ReusableAggregateBusinessInformationEntity:100`,
  'xmlns:udt': `${names}:UnqualifiedDataType:100`,
  'xmlns:qdt': `${names}:QualifiedDataType:100`,
};

/** What is invoiced, or corrected. */
export interface Invoiced {
  readonly invoice: Invoice;
  /** What corrects the invoice; undefined of the invoice itself. */
  readonly correction?: InvoiceCorrection | undefined;
  readonly tax: InvoiceTax;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly boughtAt: Instant;
  /** As it stands in its only line. */
  readonly what: string;
}

/** A document that corrects others, which it names: a credit note an invoice, and what takes one back that credit note. */
export interface InvoiceCorrection extends DatedDocument {
  readonly corrects: readonly DatedDocument[];
  readonly type: 'credit-note' | 'corrected-invoice';
}

interface DatedDocument {
  /** As it is numbered. */
  readonly name: string;
  readonly at: Instant;
}

/** UNTDID 1001, as far as EN 16931 takes it (BT-3). */
const typeCodes = { invoice: '380', 'credit-note': '381', 'corrected-invoice': '384' } as const;

/** An invoice, or what corrects one, as data. What was bought was paid for at once: nothing is due. */
export const electronicInvoice = (invoiced: Invoiced): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'rsm:CrossIndustryInvoice',
    [
      element('rsm:ExchangedDocumentContext', [
        element('ram:GuidelineSpecifiedDocumentContextParameter', [leaf('ram:ID', 'urn:cen.eu:en16931:2017')]),
      ]),
      element('rsm:ExchangedDocument', [
        leaf('ram:ID', invoiced.correction?.name ?? String(invoiced.invoice.number)),
        leaf('ram:TypeCode', typeCodes[invoiced.correction?.type ?? 'invoice']),
        dateIn('ram:IssueDateTime', invoiced.correction?.at ?? invoiced.invoice.at, invoiced),
      ]),
      element('rsm:SupplyChainTradeTransaction', [
        lineOf(invoiced),
        agreementOf(invoiced),
        element('ram:ApplicableHeaderTradeDelivery', [
          element('ram:ActualDeliverySupplyChainEvent', [
            dateIn('ram:OccurrenceDateTime', invoiced.boughtAt, invoiced),
          ]),
        ]),
        settlementOf(invoiced),
      ]),
    ],
    namespaces,
  )}\n`;

const lineOf = ({ tax, currency, what }: Invoiced): string =>
  element('ram:IncludedSupplyChainTradeLineItem', [
    element('ram:AssociatedDocumentLineDocument', [leaf('ram:LineID', '1')]),
    element('ram:SpecifiedTradeProduct', [leaf('ram:Name', what)]),
    element('ram:SpecifiedLineTradeAgreement', [
      element('ram:NetPriceProductTradePrice', [leaf('ram:ChargeAmount', moneyIn(tax.net, currency))]),
    ]),
    element('ram:SpecifiedLineTradeDelivery', [leaf('ram:BilledQuantity', '1', { unitCode: 'C62' })]),
    element('ram:SpecifiedLineTradeSettlement', [
      element('ram:ApplicableTradeTax', [leaf('ram:TypeCode', 'VAT'), ...rateOf(tax)]),
      element('ram:SpecifiedTradeSettlementLineMonetarySummation', [
        leaf('ram:LineTotalAmount', moneyIn(tax.net, currency)),
      ]),
    ]),
  ]);

const agreementOf = ({ invoice, tax: { seller, buyer, category } }: Invoiced): string =>
  element('ram:ApplicableHeaderTradeAgreement', [
    partyOf('ram:SellerTradeParty', seller, seller.registration),
    // Where there is no VAT, its ID may not stand there (BR-O-02).
    partyOf('ram:BuyerTradeParty', category === 'O' ? { ...buyer, vatId: '' } : buyer, ''),
    referredTo('ram:BuyerOrderReferencedDocument', invoice.purchaseOrder),
    referredTo('ram:ContractReferencedDocument', invoice.agreement),
  ]);

const referredTo = (name: string, number: string | null): string =>
  number === null || number === '' ? '' : element(name, [leaf('ram:IssuerAssignedID', number)]);

const partyOf = (name: string, party: InvoiceParty, registration: string): string =>
  element(name, [
    leaf('ram:Name', party.name),
    registration === '' ? '' : element('ram:SpecifiedLegalOrganization', [leaf('ram:ID', registration)]),
    element('ram:PostalTradeAddress', [
      optional('ram:PostcodeCode', party.postCode),
      optional('ram:LineOne', party.street),
      optional('ram:CityName', party.city),
      leaf('ram:CountryID', party.country),
    ]),
    party.vatId === ''
      ? ''
      : element('ram:SpecifiedTaxRegistration', [leaf('ram:ID', party.vatId, { schemeID: 'VA' })]),
  ]);

function settlementOf(invoiced: Invoiced): string {
  const { tax, currency, correction } = invoiced;
  const money = (amount: Micros): string => moneyIn(amount, currency);
  return element('ram:ApplicableHeaderTradeSettlement', [
    leaf('ram:InvoiceCurrencyCode', currency),
    element('ram:ApplicableTradeTax', [
      leaf('ram:CalculatedAmount', money(tax.vat)),
      leaf('ram:TypeCode', 'VAT'),
      optional('ram:ExemptionReason', tax.seller.exemption),
      leaf('ram:BasisAmount', money(tax.net)),
      ...rateOf(tax),
    ]),
    element('ram:SpecifiedTradeSettlementHeaderMonetarySummation', [
      leaf('ram:LineTotalAmount', money(tax.net)),
      leaf('ram:TaxBasisTotalAmount', money(tax.net)),
      leaf('ram:TaxTotalAmount', money(tax.vat), { currencyID: currency }),
      leaf('ram:GrandTotalAmount', money(tax.gross)),
      leaf('ram:TotalPrepaidAmount', money(tax.gross)),
      leaf('ram:DuePayableAmount', money(0)),
    ]),
    ...(correction?.corrects ?? []).map(({ name, at }) =>
      element('ram:InvoiceReferencedDocument', [
        leaf('ram:IssuerAssignedID', name),
        element('ram:FormattedIssueDateTime', [dayIn('qdt:DateTimeString', at, invoiced)]),
      ]),
    ),
  ]);
}

/** With two decimals at most, also in a currency of three (BR-DEC). */
const moneyIn = (amount: Micros, currency: Currency): string => decimal(amount, currency).replace(/(\.\d\d)0$/, '$1');

/** Outside of VAT there is no rate, not even none (BR-O-05). */
const rateOf = ({ category, seller: { rate } }: InvoiceTax): readonly string[] => [
  leaf('ram:CategoryCode', category),
  ...(category === 'O' ? [] : [leaf('ram:RateApplicablePercent', String(rate / 100))]),
];

const dateIn = (name: string, at: Instant, invoiced: Invoiced): string =>
  element(name, [dayIn('udt:DateTimeString', at, invoiced)]);

const dayIn = (name: string, at: Instant, { timeZone }: Invoiced): string =>
  leaf(name, dayOf(at, timeZone).replaceAll('-', ''), { format: '102' });

type Attributes = Readonly<Record<string, string>>;

const leaf = (name: string, text: string, attributes: Attributes = {}): string =>
  element(name, [xmlText(text)], attributes);

const optional = (name: string, text: string): string => (text === '' ? '' : leaf(name, text));

function element(name: string, contents: readonly string[], attributes: Attributes = {}): string {
  const own = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  return `<${name}${own.join('')}>${contents.join('')}</${name}>`;
}
