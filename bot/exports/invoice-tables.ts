import type { Terms } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import { columns } from './columns.ts';
import type { CorrectionNote } from './read-corrections.ts';
import type { Receipt } from './read-receipts.ts';
import { onePage, type Line, type Table } from './table.ts';

/** Purchases by their numbers, with what people wrote at each; then what corrects them, so that the amounts add up to what was bought. */
export const invoiceTables = (
  speech: Speech,
  { receipts, notes }: { readonly receipts: readonly Receipt[]; readonly notes: readonly CorrectionNote[] },
  { currency }: Terms,
): readonly [Table, ...Table[]] => [
  {
    name: speech.say('export.invoices'),
    columns: columns(
      speech,
      ...(['invoice', 'correction', 'date', 'amount', 'currency'] as const),
      ...(['reference', 'agreement', 'purchaseOrder', 'expires'] as const),
    ),
    pages: onePage([
      ...receipts.map(({ invoice, lot }): Line => [
        ...[invoice.number, '', invoice.at, invoice.amount, currency],
        ...[invoice.reference, invoice.agreement ?? '', invoice.purchaseOrder ?? '', lot.expiresAt],
      ]),
      ...notes.map(({ invoice, at, correction: { number, before, after, lot } }): Line => [
        ...[invoice.number, speech.say('print.correctionNumber', { number }), at, before - after, currency],
        ...['', invoice.agreement ?? '', invoice.purchaseOrder ?? '', lot.expiresAt],
      ]),
    ]),
  },
];
