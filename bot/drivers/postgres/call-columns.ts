import type { Question } from '../../../core/index.ts';
import { DriverError } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { neverLate } from '../stored/late-billing.ts';
import { codeOfState, stateOfCode } from '../stored/row-state.ts';
import type { StoredRow } from '../stored/row.ts';
import type { BinaryWriter } from './binary.ts';
import { bytesOfText, guidBytes, textOfBytes } from './packed-bytes.ts';
import { storable } from './storable.ts';

/** The columns of a stored row, by the program's names; texts that are packed are bytes. */
export const callColumns = `arrival, book, entry_seq AS "entrySeq", id, version, state, question, start, seconds, charge, fee, currency, capability,
  cost, credits_cost AS "creditsCost", look_alike_key AS "lookAlikeKey", is_correction::int AS "isCorrection", call_id AS "callId",
  user_id AS "userId", user_principal_name AS "userPrincipalName", user_name AS "userName", call_type AS "callType", destination, caller, callee,
  late`;

const describing = [
  'call_id',
  'user_id',
  'user_principal_name',
  'user_name',
  'call_type',
  'destination',
  'caller',
  'callee',
];

/** Whether nothing is left of the description: it was erased. */
export const isOfNobodyColumns = `credits.is_of_nobody(${describing.join(', ')})`;

/** The key of whose call it is, packed, as `usageKeysOf` makes it: nearly always the id as it stands. */
export const personColumn = (userId: string, address: string): string =>
  `CASE octet_length(${userId}) WHEN ${guidBytes} THEN ${userId} ELSE credits.person_of(${userId}, ${address}) END`;

/** A call that is written: as it is stored, where it arrives. */
export type WrittenCall = Omit<StoredRow, 'arrival' | 'book'>;

const callFields = 24;

/** A tuple of the type \`credits.call\`. */
export function writeCall(to: BinaryWriter, row: WrittenCall): void {
  const { about } = row;
  to.tuple(callFields);
  to.bytea(bytesOfText(row.id));
  to.bytea(bytesOfText(row.version));
  to.smallint(codeOfState(row.state));
  to.text(row.question);
  to.bigint(row.entrySeq);
  to.bigint(row.start);
  to.bigint(row.seconds);
  to.bigint(row.charge);
  to.bigint(row.fee);
  to.text(storable(row.currency));
  to.text(storable(row.capability));
  to.bigint(row.cost);
  to.bigint(row.creditsCost);
  to.bytea(row.lookAlikeKey === null ? null : bytesOfText(row.lookAlikeKey));
  to.boolean(row.isCorrection === 1);
  to.bytea(bytesOfText(about.callId));
  to.bytea(bytesOfText(about.userId));
  to.text(storable(about.userPrincipalName));
  to.text(storable(about.userName));
  to.text(storable(about.callType));
  to.text(storable(about.destination));
  to.text(storable(about.caller));
  to.text(storable(about.callee));
  to.bigints(row.late.length === 0 ? null : row.late);
}

/** A row by the columns of the table. */
export function storedCall(raw: Columns): StoredRow {
  try {
    return rowOfColumns(raw);
  } catch (cause) {
    throw new DriverError('store-damaged', `call row ${String(raw['arrival'])} cannot be read`, cause);
  }
}

const rowOfColumns = (raw: Columns): StoredRow => ({
  arrival: raw['arrival'] as number,
  book: raw['book'] as number,
  entrySeq: raw['entrySeq'] as number | null,
  id: textOfBytes(raw['id']),
  version: textOfBytes(raw['version']),
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
  lookAlikeKey: raw['lookAlikeKey'] === null ? null : textOfBytes(raw['lookAlikeKey']),
  isCorrection: raw['isCorrection'] as number,
  late: raw['late'] === null ? neverLate : (raw['late'] as readonly unknown[]).map(Number),
  about: {
    callId: textOfBytes(raw['callId']),
    userId: textOfBytes(raw['userId']),
    userName: raw['userName'] as string,
    userPrincipalName: raw['userPrincipalName'] as string,
    callType: raw['callType'] as string,
    caller: raw['caller'] as string,
    callee: raw['callee'] as string,
    destination: raw['destination'] as string,
  },
});

/** Its id and version, and what it looks like. */
export const versionIn = ({ id, version, lookAlikeKey }: Columns) => ({
  id: textOfBytes(id),
  version: textOfBytes(version),
  lookAlikeKey: lookAlikeKey === null ? null : textOfBytes(lookAlikeKey),
});
