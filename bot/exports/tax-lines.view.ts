import { regionName } from '../../cards/regions.ts';
import type { Speech } from '../chat/speech.ts';
import type { PrintedFact, PrintedRow } from '../print/printout.ts';
import type { InvoiceParty } from './invoice-parties.ts';
import type { InvoiceTax } from './invoice-tax.ts';

/** Who sold and who bought, as the data says it. */
export const partyFacts = (speech: Speech, tax: InvoiceTax | undefined): readonly PrintedFact[] =>
  tax === undefined
    ? []
    : [
        {
          title: speech.say('print.seller'),
          value: partyText(speech, tax.seller, tax.seller.vatId, tax.seller.registration),
        },
        {
          title: speech.say('print.buyer'),
          value: partyText(speech, tax.buyer, tax.category === 'O' ? '' : tax.buyer.vatId, ''),
        },
      ];

function partyText(speech: Speech, party: InvoiceParty, vatId: string, registration: string): string {
  const { name, street, postCode, city, country } = party;
  const place = [postCode, city].filter(Boolean).join(' ');
  return [
    ...[name, street, place, regionName(speech.language, country), registration],
    vatId === '' ? '' : speech.say('print.vatId', { id: vatId }),
  ]
    .filter(Boolean)
    .join(speech.say('list.comma'));
}

/** Of what the total is made up. */
export const taxRows = (
  speech: Speech,
  tax: InvoiceTax | undefined,
  money: (amount: number) => string,
): readonly PrintedRow[] =>
  tax === undefined
    ? []
    : [
        { cells: [speech.say('print.net'), money(tax.net)], isTotal: false },
        { cells: [speech.say('print.vat', { rate: String(tax.seller.rate / 100) }), money(tax.vat)], isTotal: false },
      ];
