import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Choices } from '../tenant/choices.ts';

const party = z.object({
  name: z.string(),
  street: z.string(),
  postCode: z.string(),
  city: z.string(),
  /** Two letters (ISO 3166). */
  country: z.string(),
  /** With the letters of its country; '' for none. */
  vatId: z.string(),
});

const seller = z.object({
  ...party.shape,
  /** In a register of companies or of a tax office; '' only beside a VAT ID. */
  registration: z.string(),
  /** VAT in hundredths of a percent. */
  rate: z.int().nonnegative(),
  /** Why there is none; '' where there is VAT. */
  exemption: z.string(),
});

/** Who sells, or who buys, as an invoice says it. */
export type InvoiceParty = z.infer<typeof party>;
export type InvoiceSeller = z.infer<typeof seller>;

export interface InvoiceParties {
  readonly seller: InvoiceSeller;
  readonly buyer: InvoiceParty;
}

const readAs = <Of>(schema: z.ZodType<Of>, text: string | null): Of | undefined => {
  try {
    return schema.parse(JSON.parse(text ?? 'null'));
  } catch {
    return undefined;
  }
};

/** As the organization's choice keeps it; undefined where it was not said, or is not understood. */
export const sellerIn = (text: string | null): InvoiceSeller | undefined => readAs(seller, text);
export const buyerIn = (text: string | null): InvoiceParty | undefined => readAs(party, text);

/** Who sold and who bought at an instant; undefined unless both are known. An invoice stays as it was when they move. */
export async function partiesAt(
  { choices }: { readonly choices: Pick<Choices, 'asOf'> },
  at: Instant,
): Promise<InvoiceParties | undefined> {
  const sells = sellerIn(await choices.asOf('seller', at));
  const buys = buyerIn(await choices.asOf('buyer', at));
  return sells === undefined || buys === undefined ? undefined : { seller: sells, buyer: buys };
}
