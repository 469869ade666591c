import { z } from 'zod';
import type { Mailer } from '../ports/index.ts';
import type { Choices } from './choices.ts';

/** An address that gets the documents of each month, and since when: months that closed before are not sent to it. */
const entry = z.object({ address: z.string(), since: z.int() });
export type DocumentAddress = z.infer<typeof entry>;

const stored = z.array(entry);

/** As the organization's choice keeps them; whatever is not understood counts as none. */
export function documentAddressesIn(text: string | null): readonly DocumentAddress[] {
  try {
    return stored.parse(text === null ? [] : JSON.parse(text));
  } catch {
    return [];
  }
}

/** The text that is kept of them; null for none. */
export const storedDocumentAddresses = (addresses: readonly DocumentAddress[]): string | null =>
  addresses.length === 0 ? null : JSON.stringify(addresses);

export interface DocumentAddressNeeds {
  readonly choices: Choices;
  /** Undefined where the deployment has no mail server. */
  readonly mailer: Mailer | undefined;
}

/** What a card of a document may offer about mail: to mail it, to name who gets such mails, or nothing where there is no mail server. */
export type EmailOffer = 'email' | 'addresses' | 'nothing';

export async function emailOffer(needs: DocumentAddressNeeds): Promise<EmailOffer> {
  if (needs.mailer === undefined) return 'nothing';
  return (await mailableAddresses(needs)).length > 0 ? 'email' : 'addresses';
}

/** Where a document can be mailed to now: nowhere without a mail server. */
export const mailableAddresses = async ({ choices, mailer }: DocumentAddressNeeds): Promise<readonly string[]> =>
  mailer === undefined ? [] : documentAddressesIn((await choices.of('documents')).value).map(({ address }) => address);
