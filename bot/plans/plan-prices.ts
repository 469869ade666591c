import { z } from 'zod';
import { pricedPlans, type Currency, type PlanPrices } from '../../core/index.ts';
import type { Choices } from '../tenant/choices.ts';

const costs = z.object({
  currency: z.string(),
  costs: z.partialRecord(z.enum(pricedPlans), z.int().nonnegative()),
});

/** As the setting is stored. */
const stored = z.string().transform((text, context) => {
  try {
    return costs.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'no costs' });
    return z.NEVER;
  }
});

/** What a license costs a month by what was stored. Said of another book, in another currency, that is not what it costs now. */
export function pricesIn(text: string | null, currency: Currency): PlanPrices {
  const read = stored.safeParse(text).data;
  return read?.currency === currency ? read.costs : {};
}

/** What to store of them. */
export const storedPrices = (prices: PlanPrices, currency: Currency): string =>
  JSON.stringify({ currency, costs: prices });

/** What licenses cost a month, as far as the organization said (`settings`). */
export async function readPrices({ choices }: { readonly choices: Choices }, currency: Currency): Promise<PlanPrices> {
  const { value } = await choices.of('license-cost');
  return pricesIn(value, currency);
}
