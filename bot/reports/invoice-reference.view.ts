import type { Invoice, Mode } from '../../core/index.ts';

/** Its number elsewhere, '' for none: the sandbox's gateway writes one that is about nothing, and earlier versions wrote that an order was confirmed. */
export const referenceOf = (
  { reference }: Invoice,
  { mode, isOrdered }: { readonly mode: Mode; readonly isOrdered: boolean },
): string => (isOrdered && (mode === 'sandbox' || reference === 'confirmed') ? '' : reference);
