import type { CallDescription } from './calls.ts';

/** What usage is told apart by, beside the day. */
export type UsageBy = 'person' | 'destination' | 'type' | 'own-number';

/** Whom or what a row counts for; '' is unknown, null erased (L10). */
export type UsageKey = string | null;

/** A row's key in each respect. */
export type UsageKeys = Readonly<Record<UsageBy, UsageKey>>;

const erased: UsageKeys = { person: null, destination: null, type: null, 'own-number': null };

/**
 * People by their id, or their address where there is none, never by name; the type of call and the destination as the log has them; the own
 * number is the one that was called where a call came in, else the one that called (L10, M9).
 */
export function usageKeysOf(about: CallDescription): UsageKeys {
  if (isNobody(about)) return erased;
  return {
    person: lowerAscii(about.userId === '' ? about.userPrincipalName : about.userId),
    destination: about.destination,
    type: about.callType,
    'own-number': isIncoming(about.callType) ? about.callee : about.caller,
  };
}

/** Whether nothing is left of a description: it was erased. */
function isNobody(about: CallDescription): boolean {
  // Nearly every call is somebody's: an import asks of each.
  if (about.userId !== '') return false;
  return Object.values(about).every(text => text === '');
}

/** Whether a call came in: of `user_in`, `conf_in`, `dr_in_bot` one of the words is `in` (M9). */
export const isIncoming = (callType: string): boolean => /(?:^|_)in(?:_|$)/i.test(callType);

/** Ids and addresses are ASCII. No other letter changes, so that every store makes the same key of any text. */
const lowerAscii = (text: string): string =>
  /[A-Z]/.test(text) ? text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase()) : text;
