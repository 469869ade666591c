import { isOfEntryAlone, versionOf } from '../../../core/index.ts';
import { callRowOf, type StoredRow } from '../stored/row.ts';
import { sha256 } from '../system/sha256.ts';

const digested = `'[' || start || ',' || seconds || ',' || charge || ',' || fee || ',' || to_json(currency)::text || ',' || to_json(capability)::text || ']'`;

/**
 * Whether a row's version is not the digest of what it says, as the server works it out: where that escapes texts otherwise than we do, or a
 * version is no digest, we look at the row ourselves.
 */
export const isSuspectInSql = `sha256(convert_to(${digested}, 'UTF8')) <> version`;

/** Whether the disk has changed what the call was: each row's version is the digest of it. */
export function isWrongRow(stored: StoredRow): boolean {
  const row = callRowOf(stored);
  return versionOf(row, sha256) !== stored.version && !isOfEntryAlone(row, stored.cost);
}
