import { nobody, type CallDescription, type CallRow } from './calls.ts';
import type { Micros } from './money.ts';

/** A row of which its entry alone is known, as after a restore: when it began and what it cost. The log tells the rest, under the same version. */
export const rowOfEntry = ({
  id,
  start,
  cost,
  currency,
}: Pick<CallRow, 'id' | 'start' | 'currency'> & { readonly cost: Micros }): CallRow => ({
  ...{ id, start, durationSeconds: 0, charge: cost, fee: 0, currency, capability: 'MCOPSTNPP' },
  about: nobody,
});

/** Whether no more is known of a row than that: then its version is not the digest of its fields. */
export const isOfEntryAlone = ({ durationSeconds, charge, fee, capability, about }: CallRow, cost: Micros): boolean =>
  durationSeconds === 0 && charge === cost && fee === 0 && capability === 'MCOPSTNPP' && isOfNobody(about);

const isOfNobody = (about: CallDescription): boolean => Object.values(about).every(text => text === '');
