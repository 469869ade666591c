import type { Terms } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import { columns } from './columns.ts';
import type { Receipt } from './read-receipts.ts';
import { onePage, type Line, type Table } from './table.ts';

/** Purchases by their numbers, with what people wrote at each. */
export const invoiceTables = (
  speech: Speech,
  receipts: readonly Receipt[],
  { currency }: Terms,
): readonly [Table, ...Table[]] => [
  {
    name: speech.say('export.invoices'),
    columns: columns(
      speech,
      ...(['invoice', 'date', 'amount', 'currency', 'reference', 'agreement', 'purchaseOrder', 'expires'] as const),
    ),
    pages: onePage(
      receipts.map(({ invoice, lot }): Line => [
        ...[invoice.number, invoice.at, invoice.amount, currency],
        ...[invoice.reference, invoice.agreement ?? '', invoice.purchaseOrder ?? '', lot.expiresAt],
      ]),
    ),
  },
];
