import type { Instant } from './calendar.ts';
import type { Hash } from './hash.ts';
import type { Currency, Micros } from './money.ts';

/** One line of the usage log, from Graph or from the admin center's export (M9). Names and numbers stay in `about`. */
export interface CallRow {
  /** Graph's `id` or the export's `UsageId`, lower case: the same call has the same id in both. */
  readonly id: string;
  readonly start: Instant;
  readonly durationSeconds: number;
  readonly charge: Micros;
  readonly fee: Micros;
  /** '' of a row that has neither a charge nor a currency. */
  readonly currency: Currency;
  /** The license that paid for the call; `MCOPSTNPP` is Communications Credits (M10). */
  readonly capability: string;
  readonly about: CallDescription;
}

/** What describes a call but does not decide what it costs. It lives in the store of rows, never in the journal (L2). */
export interface CallDescription {
  readonly callId: string;
  readonly userId: string;
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly callType: string;
  readonly caller: string;
  readonly callee: string;
  readonly destination: string;
}

/** What is left of a description once it is erased. */
export const nobody: CallDescription = {
  callId: '',
  userId: '',
  userName: '',
  userPrincipalName: '',
  callType: '',
  caller: '',
  callee: '',
  destination: '',
};

/** The row as it may be kept: without people and numbers if it began before the last erasure (L10). */
export const withoutErased = (row: CallRow, erasedBefore: Instant | undefined): CallRow =>
  isErased(row.start, erasedBefore) ? { ...row, about: nobody } : row;

/** Whether a call that began then has no description any more (L10). */
export const isErased = (start: Instant, erasedBefore: Instant | undefined): boolean =>
  erasedBefore !== undefined && start < erasedBefore;

/** The version of a row: other fields than these only update its description (L10). */
export const versionOf = (row: CallRow, hash: Hash): string =>
  hash(JSON.stringify([row.start, row.durationSeconds, row.charge, row.fee, row.currency, row.capability]));

/**
 * Equal for rows that look alike: same caller, callee and start where both numbers are present; where one is not, the same call id in all that
 * the row says of the call. Nothing where there is no call id either (L10).
 */
export function lookAlikeKey({ about, start, durationSeconds, charge, fee }: CallRow, hash: Hash): string | undefined {
  const { caller, callee, callId, userId, callType, destination } = about;
  if (hasNumbers({ about })) return hash(JSON.stringify([caller, callee, start]));
  return callId === ''
    ? undefined
    : hash(
        JSON.stringify([caller, callee, start, callId, userId, callType, destination, durationSeconds, charge, fee]),
      );
}

/** Whether it says both who called and who was called. */
export const hasNumbers = ({ about }: Pick<CallRow, 'about'>): boolean => about.caller !== '' && about.callee !== '';

/** A row with its keys: worked out once, for the store of rows and for `classify`. */
export interface IdentifiedRow {
  readonly row: CallRow;
  readonly version: string;
  readonly lookAlikeKey: string | undefined;
}

/** Works out a row's version and look-alike key. */
export const identify = (row: CallRow, hash: Hash): IdentifiedRow => ({
  row,
  version: versionOf(row, hash),
  lookAlikeKey: lookAlikeKey(row, hash),
});
