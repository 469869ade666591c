import { createHash } from 'node:crypto';
import type { CallDescription, TimeZone } from '../../../core/index.ts';
import type { LocalDays } from '../stored/local-days.ts';
import { UsageChanges, type Change } from '../stored/usage-cells.ts';
import { tuplesOf, type BinaryWriter, type Tuples } from './binary.ts';
import type { WrittenCall } from './call-columns.ts';
import { bytesOfText } from './packed-bytes.ts';
import { storable } from './storable.ts';

// What new calls add to the kept sums, worked out before they are sent.

/** A zone, its days, and its rules as `credits.rules_of` has them. */
export interface ZoneDays {
  readonly timeZone: TimeZone;
  readonly days: LocalDays;
  readonly rules: string;
}

/** As arguments of `credits.append`; the sums hold where the calendar is of these rules. */
export interface AddedUsage {
  readonly rules: string | null;
  readonly days: Tuples | null;
  readonly months: Tuples | null;
}

export const noUsage: AddedUsage = { rules: null, days: null, months: null };

export function rulesOf(timeZone: TimeZone, { offsets: { since, offsetMs } }: LocalDays): string {
  return createHash('md5')
    .update(`${timeZone} ${since.join(',')} ${offsetMs.join(',')}`)
    .digest('hex');
}

export function addedUsage(rows: readonly WrittenCall[], { days, rules }: ZoneDays): AddedUsage {
  if (rows.length === 0) return noUsage;
  const changes = new UsageChanges(days);
  for (const row of rows) changes.add(row, storedAbout(row.about));
  const packed = new Map<string, Uint8Array>();
  const cellsOf = (cells: Iterable<Change>): Tuples | null =>
    tuplesOf([...cells], (to, cell) => writeCell(to, cell, packedOnce(packed, cell.label)));
  return { rules, days: cellsOf(changes.byDay), months: cellsOf(changes.byMonth) };
}

/** A label of a day is one of its month too. */
function packedOnce(packed: Map<string, Uint8Array>, label: string): Uint8Array {
  const known = packed.get(label) ?? bytesOfText(label);
  packed.set(label, known);
  return known;
}

/** A tuple of the type `credits.usage_cell`. */
function writeCell(to: BinaryWriter, cell: Change, label: Uint8Array): void {
  to.tuple(10);
  to.smallint(cell.dimension);
  to.integer(cell.period);
  to.bytea(label);
  for (const value of [cell.calls, cell.seconds, cell.costUnits, cell.costMicros, cell.drawnUnits, cell.drawnMicros])
    to.bigint(value);
  to.bigint(cell.last);
}

/** As the table has it, so that two texts that are stored as one are summed as one. */
const storedAbout = (about: CallDescription): CallDescription => ({
  callId: storable(about.callId),
  userId: storable(about.userId),
  userName: storable(about.userName),
  userPrincipalName: storable(about.userPrincipalName),
  callType: storable(about.callType),
  caller: storable(about.caller),
  callee: storable(about.callee),
  destination: storable(about.destination),
});
