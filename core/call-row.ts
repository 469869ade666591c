import { parseInstant } from './calendar.ts';
import type { CallRow } from './calls.ts';
import type { RowRejection } from './known-rows.ts';
import { isCurrency, parseDecimal } from './money.ts';

/** The fields of one usage row as text, under our names: Graph and the export have their own. */
export interface RawRow {
  readonly id: string;
  readonly callId: string;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly userName: string;
  readonly caller: string;
  readonly callee: string;
  readonly callType: string;
  readonly destination: string;
  readonly start: string;
  readonly seconds: string;
  readonly fee: string;
  readonly charge: string;
  readonly currency: string;
  readonly capability: string;
}

/** Why a row was rejected: a code, which views and the command line put into words. */
export type RowProblem =
  | 'no-id'
  | 'bad-start'
  | 'start-without-seconds'
  | 'bad-duration'
  | 'bad-charge'
  | 'bad-fee'
  | 'bad-currency'
  | 'not-a-row'
  | 'line-too-long'
  | RowRejection['kind'];

/** Characters of the longest number or instant: what is longer is none, and is not read at all. */
const longestNumber = 64;

/** Parses a usage row once, on its way in; returns the row, or the first thing wrong with it. */
export function parseCallRow(raw: RawRow): CallRow | RowProblem {
  const id = raw.id.trim().toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return 'no-id';
  const start = raw.start.length > longestNumber ? undefined : parseInstant(raw.start);
  if (start === undefined) return hasNoSeconds(raw.start) ? 'start-without-seconds' : 'bad-start';
  if (!/^\d{1,9}$/.test(raw.seconds.trim())) return 'bad-duration';
  const currency = raw.currency.trim().toUpperCase();
  const charge = raw.charge.length > longestNumber ? undefined : parseDecimal(orNothing(raw.charge, currency));
  if (charge?.ok !== true) return 'bad-charge';
  const fee = raw.fee.length > longestNumber ? undefined : parseDecimal(raw.fee === '' ? '0' : raw.fee);
  if (fee?.ok !== true) return 'bad-fee';
  const isFree = charge.value === 0 && fee.value === 0;
  if (!isCurrency(currency) && !(currency === '' && isFree)) return 'bad-currency';
  const capability = raw.capability.trim();
  return {
    id,
    start,
    durationSeconds: Number(raw.seconds),
    charge: charge.value,
    fee: fee.value,
    currency,
    capability,
    about: {
      callId: raw.callId,
      userId: raw.userId,
      userName: raw.userName,
      userPrincipalName: raw.userPrincipalName,
      callType: raw.callType,
      caller: raw.caller,
      callee: raw.callee,
      destination: raw.destination,
    },
  };
}

/** A spreadsheet shows, and saves, dates without their seconds: another instant than that of the call. */
const hasNoSeconds = (start: string): boolean =>
  start.length <= longestNumber && /\d[-./]\d+[-./]\d+,? +\d{1,2}:\d{2}(?: ?[ap]m)?$/i.test(start.trim());

/** A row without a currency and a charge is usage that nobody is charged for: unanswered calls, and those of other operators. */
const orNothing = (charge: string, currency: string): string =>
  charge.trim() === '' && currency === '' ? '0' : charge;
