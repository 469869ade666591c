import { minorDigits, type Currency, type Micros } from '../../core/index.ts';
import type { InvoiceParties, InvoiceSeller } from './invoice-parties.ts';

/** What an invoice says of VAT: what is paid contains it, and net and VAT add up to that. */
export interface InvoiceTax extends InvoiceParties {
  /** Standard rate, exempt, or outside of VAT (UNCL 5305). */
  readonly category: 'S' | 'E' | 'O';
  readonly net: Micros;
  readonly vat: Micros;
  readonly gross: Micros;
}

/** The VAT in what was paid; undefined for an amount that an electronic invoice cannot carry: it has two decimals at most (EN 16931). */
export function taxIn(gross: Micros, currency: Currency, parties: InvoiceParties): InvoiceTax | undefined {
  const coin = 10 ** (6 - Math.min(minorDigits(currency), 2));
  if (gross % coin !== 0) return undefined;
  const net = netOf(gross / coin, parties.seller.rate) * coin;
  return { ...parties, category: categoryOf(parties.seller), net, vat: gross - net, gross };
}

/**
 * The VAT in what a correction gives back, or counts again: by how much that of all that was given back of the purchase changes, so that all
 * corrections together come to the invoice's own, to the coin.
 */
export function taxInCorrection(
  { before, after }: { readonly before: Micros; readonly after: Micros },
  currency: Currency,
  parties: InvoiceParties,
): InvoiceTax | undefined {
  const [less, more] = [Math.min(before, after), Math.max(before, after)].map(gross => taxIn(gross, currency, parties));
  if (less === undefined || more === undefined) return undefined;
  return { ...more, net: more.net - less.net, vat: more.vat - less.vat, gross: more.gross - less.gross };
}

/** Rounded to a whole coin, the half one up. */
function netOf(coins: number, rate: number): number {
  const whole = 10_000n + BigInt(rate);
  return Number((2n * BigInt(coins) * 10_000n + whole) / (2n * whole));
}

function categoryOf({ rate, vatId }: InvoiceSeller): InvoiceTax['category'] {
  if (rate > 0) return 'S';
  return vatId === '' ? 'O' : 'E';
}
