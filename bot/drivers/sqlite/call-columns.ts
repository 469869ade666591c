import { hexOf, packedGuid } from '../stored/packed-text.ts';

// What queries ask of the columns of calls, in which GUIDs are bytes.

const hexDigits = (first: number, count: number): string => `substr(hex(userId), ${first}, ${count})`;
const guidText = [hexDigits(1, 8), hexDigits(9, 4), hexDigits(13, 4), hexDigits(17, 4), hexDigits(21, 12)].join(
  " || '-' || ",
);

/** The key of whose call it is, as \`usageKeysOf\` makes it. */
export const personKey = `lower(CASE typeof(userId) WHEN 'blob' THEN ${guidText} ELSE coalesce(nullif(userId, ''), userPrincipalName) END)`;

/** Whether it is a call of somebody, by their key: packed as the column is, and as text for ids that are written otherwise. */
export const isOfPerson = (of: string, packed: string, key: string): string =>
  `(${of}userId = ${packed} OR (typeof(${of}userId) = 'text' AND lower(coalesce(nullif(${of}userId, ''), ${of}userPrincipalName)) = ${key}))`;

/** For lists in JSON, which hold no bytes: nothing where it is no GUID. */
export function hexOfGuid(key: string): string | null {
  const packed = packedGuid(key);
  return typeof packed === 'string' ? null : hexOf(packed);
}

const described = ['callId', 'userId', 'userName', 'userPrincipalName', 'callType', 'caller', 'callee', 'destination'];

/** Whether nothing is left of the description: it was erased. */
export const isOfNobodyInSql = `(${described.map(column => `${column} = ''`).join(' AND ')})`;
