import { minuteMs } from '../../../core/index.ts';
import { DriverError, type Delivery } from '../../ports/index.ts';

/** What the connector answered to a message. */
export interface ConnectorAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

/** Everything is refused until somebody mends the credentials: there is no hurry. */
const credentialsRetryMs = 10 * minuteMs;

type Gone = Extract<Delivery, { kind: 'gone' }>['reason'];

/** What says in a 403 or a 404 that the conversation is gone (T3), in any depth of nested JSON. */
const goneCodes: readonly (readonly [code: string, reason: Gone])[] = [
  ['ConversationBlockedByUser', 'blocked'],
  ['MessageWritesBlocked', 'blocked'],
  ['BotNotInConversationRoster', 'removed'],
  ['BotDisabledByAdmin', 'disabled-by-admin'],
  ['ConversationNotFound', 'not-found'],
];

/** What the caller has to do (T3): the table in README.md beside this file, with what else is done about each. */
export function outcomeOf({ status, body, retryAfterMs }: ConnectorAnswer): Exclude<Delivery, { kind: 'delivered' }> {
  const failed = { kind: 'failed', retryAfterMs } as const;
  switch (status) {
    case 400:
      return { kind: 'refused', reason: 'malformed' };
    case 401:
      return { kind: 'failed', reason: 'unauthorized', retryAfterMs: retryAfterMs ?? credentialsRetryMs };
    case 403:
    case 404: {
      const gone = goneCodes.find(([code]) => new RegExp(String.raw`\b${code}\b`).test(body));
      if (gone !== undefined) return { kind: 'gone', reason: gone[1] };
      return { ...failed, reason: status === 403 ? 'forbidden' : 'not-found' };
    }
    case 412:
      return { ...failed, reason: 'conflict' };
    case 413:
      return { kind: 'refused', reason: 'too-large' };
    case 429:
      return { ...failed, reason: 'throttled' };
    default:
      return { ...failed, reason: 'unavailable' };
  }
}

/** Where a message or a thread was named, a 404 may be about it alone: whoever writes anew learns whether the conversation is there. */
export function outcomeOfNamed(
  outcome: Exclude<Delivery, { kind: 'delivered' }>,
  named: 'message' | 'thread',
): Exclude<Delivery, { kind: 'delivered' }> {
  if (outcome.kind === 'failed' && outcome.reason === 'not-found') return { kind: 'message-gone' };
  if (outcome.kind === 'gone' && outcome.reason === 'not-found' && named === 'thread') return { kind: 'message-gone' };
  return outcome;
}

/** The delay that a header asks for, in seconds or until a date, by the clock of whoever sent it. */
export function retryAfterMsOf(
  { retryAfter, date }: { readonly retryAfter: string | undefined; readonly date: string | undefined },
  now: number,
): number | undefined {
  if (retryAfter === undefined || retryAfter.trim() === '') return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return seconds > 0 ? Math.ceil(seconds * 1000) : undefined;
  const sent = Date.parse(date ?? '');
  const waitMs = Date.parse(retryAfter) - (Number.isFinite(sent) ? sent : now);
  return waitMs > 0 ? waitMs : undefined;
}

/** What a failure without an answer means: undefined is no failure of the network's. */
export function outcomeOfError(error: unknown): Exclude<Delivery, { kind: 'delivered' }> | undefined {
  if (error instanceof DriverError && error.code.startsWith('entra-'))
    return error.code === 'entra-unreachable'
      ? { kind: 'failed', reason: 'unreachable', retryAfterMs: undefined }
      : { kind: 'failed', reason: 'unauthorized', retryAfterMs: credentialsRetryMs };
  const { name, code } = error as Readonly<Record<'name' | 'code', unknown>>;
  if (name !== 'RestError' && typeof code !== 'string') return undefined;
  return { kind: 'failed', reason: 'unreachable', retryAfterMs: undefined };
}
