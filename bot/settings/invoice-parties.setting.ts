import { err, ok, typedReference, type Result } from '../../core/index.ts';
import { regionCode, regionName } from '../../cards/regions.ts';
import type { Speech } from '../chat/speech.ts';
import { buyerIn, sellerIn, type InvoiceParty, type InvoiceSeller } from '../exports/invoice-parties.ts';
import { keptSetting, type KeptSetting } from './kept-setting.ts';
import type { ByField, SettingField } from './setting.ts';

const longestText = 120;

const partyFields = ['name', 'street', 'postCode', 'city', 'country', 'vatId'] as const;
const sellerFields = [...partyFields, 'registration', 'rate', 'exemption'] as const;

type Common = 'group' | 'needsBook' | 'isKeptBack' | 'isFor';

/** Whoever sells issues an invoice: elsewhere that is Microsoft. */
const common: Pick<KeptSetting<never>, Common> = {
  ...{ group: 'money', needsBook: true, isKeptBack: true },
  isFor: ({ mode }) => mode === 'operate',
};

/** Who sells, on invoices, and their VAT. */
export const invoiceSeller = keptSetting<InvoiceSeller | undefined>({
  ...common,
  name: 'seller',
  decode: sellerIn,
  encode: seller => (seller === undefined ? null : JSON.stringify(seller)),
  shown: (seller, { speech }) => seller?.name ?? speech.say('setting.notSet'),
  about: ({ speech }) => speech.say('setting.about.seller'),
  fields: ({ speech }) => fieldsOf(speech, sellerFields),
  typed: (seller, { speech }) =>
    seller === undefined ? { rate: '0' } : { ...typedParty(seller, speech), rate: String(seller.rate / 100) },
  parse: (typed, { speech }) => {
    const party = readParty(typed, speech);
    if (party === undefined) return ok(undefined);
    const rate = rateIn(typed['rate'] ?? '');
    const [registration, exemption] = [textIn(typed, 'registration'), textIn(typed, 'exemption')];
    const errors = {
      ...party.errors,
      ...wrongTax(speech, { vatId: party.value.vatId, rate, registration, exemption }),
    };
    return Object.keys(errors).length > 0
      ? err(errors)
      : ok({ ...party.value, rate: rate ?? 0, registration, exemption });
  },
});

/** Who buys, on invoices: the organization. */
export const invoiceBuyer = keptSetting<InvoiceParty | undefined>({
  ...common,
  name: 'buyer',
  decode: buyerIn,
  encode: buyer => (buyer === undefined ? null : JSON.stringify(buyer)),
  shown: (buyer, { speech }) => buyer?.name ?? speech.say('setting.notSet'),
  about: ({ speech }) => speech.say('setting.about.buyer'),
  fields: ({ speech }) => fieldsOf(speech, partyFields),
  typed: (buyer, { speech }) => (buyer === undefined ? {} : typedParty(buyer, speech)),
  parse: (typed, { speech }): Result<InvoiceParty | undefined, ByField> => {
    const party = readParty(typed, speech);
    if (party === undefined) return ok(undefined);
    return Object.keys(party.errors).length > 0 ? err(party.errors) : ok(party.value);
  },
});

const fieldsOf = (speech: Speech, ids: readonly (typeof sellerFields)[number][]): readonly SettingField[] =>
  ids.map(id => ({ id, label: speech.say(`setting.party.${id}`) }));

const textIn = (typed: ByField, id: string): string => typedReference(typed[id] ?? '').slice(0, longestText);

const typedParty = (party: InvoiceParty | InvoiceSeller, { language }: Speech): ByField => ({
  ...(party as Omit<InvoiceSeller, 'rate'>),
  country: regionName(language, party.country),
});

/** Undefined where there is no name: then nothing is set. */
function readParty(
  typed: ByField,
  speech: Speech,
): { readonly value: InvoiceParty; readonly errors: ByField } | undefined {
  const name = textIn(typed, 'name');
  if (name === '') return undefined;
  const country = regionCode(textIn(typed, 'country'));
  const vatId = textIn(typed, 'vatId').replaceAll(/\s/g, '').toUpperCase();
  const [street, postCode, city] = [textIn(typed, 'street'), textIn(typed, 'postCode'), textIn(typed, 'city')];
  return {
    value: { name, street, postCode, city, country: country ?? '', vatId },
    errors: {
      ...(country === undefined && { country: speech.say('setting.party.wrong.country') }),
      ...(vatId !== '' && !isVatId(vatId) && { vatId: speech.say('setting.party.wrong.vatId') }),
    },
  };
}

/** With the two letters of a country, as EN 16931 wants it: Greece has EL, Northern Ireland XI. */
const isVatId = (text: string): boolean =>
  /^[A-Z]{2}[A-Z0-9.+*-]{2,18}$/.test(text) && (/^(?:EL|XI)/.test(text) || regionCode(text.slice(0, 2)) !== undefined);

/** In hundredths of a percent. */
function rateIn(typed: string): number | undefined {
  const found = /^(\d{1,2})(?:[.,](\d{1,2}))?\s*%?$/.exec(typed.trim());
  return found === null ? undefined : Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
}

/** What does not go together (EN 16931: BR-S-02, BR-E-10, BR-O-10, BR-CO-26). */
function wrongTax(
  speech: Speech,
  {
    vatId,
    rate,
    registration,
    exemption,
  }: {
    readonly vatId: string;
    readonly rate: number | undefined;
    readonly registration: string;
    readonly exemption: string;
  },
): ByField {
  if (rate === undefined) return { rate: speech.say('setting.party.wrong.rate') };
  const needed = speech.say('setting.party.wrong.needed');
  if (rate === 0)
    return {
      ...(exemption === '' && { exemption: needed }),
      ...(vatId === '' && registration === '' && { registration: needed }),
    };
  return {
    ...(vatId === '' && { vatId: speech.say('setting.party.wrong.vatIdAtRate') }),
    ...(exemption !== '' && { exemption: speech.say('setting.party.wrong.exemption') }),
  };
}
