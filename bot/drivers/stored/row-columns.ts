import type { Question } from '../../../core/index.ts';
import type { RowVersion } from '../../ports/index.ts';
import type { Columns } from './columns.ts';
import type { LateBilling } from './late-billing.ts';
import type { StoredRow } from './row.ts';

/** What the tables have for each state. */
const states: readonly RowVersion['state'][] = ['standing', 'superseded', 'held', 'replaced', 'ignored', 'reversed'];

export const codeOfState = (state: RowVersion['state']): number => states.indexOf(state);

/** Of a number that means none there is no state: a checksum, or a constraint of the table, tells. */
export const stateOfCode = (code: unknown): RowVersion['state'] => states[code as number] as RowVersion['state'];

/** How a store keeps what others keep otherwise. */
export interface RowPacking {
  readonly textOf: (packed: unknown) => string;
  readonly lateOf: (kept: unknown) => LateBilling;
}

/** A row by the columns of its table. */
export const rowOfColumns = (raw: Columns, { textOf, lateOf }: RowPacking): StoredRow => ({
  arrival: raw['arrival'] as number,
  book: raw['book'] as number,
  entrySeq: raw['entrySeq'] as number | null,
  id: textOf(raw['id']),
  version: textOf(raw['version']),
  state: stateOfCode(raw['state']),
  question: raw['question'] as Question | null,
  start: raw['start'] as number,
  seconds: raw['seconds'] as number,
  charge: raw['charge'] as number,
  fee: raw['fee'] as number,
  currency: raw['currency'] as string,
  capability: raw['capability'] as string,
  cost: raw['cost'] as number,
  creditsCost: raw['creditsCost'] as number,
  lookAlikeKey: raw['lookAlikeKey'] === null ? null : textOf(raw['lookAlikeKey']),
  isCorrection: raw['isCorrection'] as number,
  late: lateOf(raw['late']),
  about: {
    callId: textOf(raw['callId']),
    userId: textOf(raw['userId']),
    userName: raw['userName'] as string,
    userPrincipalName: raw['userPrincipalName'] as string,
    callType: raw['callType'] as string,
    caller: raw['caller'] as string,
    callee: raw['callee'] as string,
    destination: raw['destination'] as string,
  },
});
