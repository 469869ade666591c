import type { App } from '@microsoft/teams.apps';
import type { Clock } from '../../ports/index.ts';
import { clientRequestId } from '../../work/current-work.ts';
import { retryAfterMs } from '../../work/retry-after.ts';
import { axiosRefusalIn } from './client.ts';

/** What stands between the library's clients and the connector. */
export type Middleware = App['client']['middlewares'][number];

/** Ends a request when the signal aborts, for which the library's clients have no argument. */
export const endingWith = (signal: AbortSignal): Middleware => ({
  invoke: (context, next) => {
    context.config.signal = signal;
    return next();
  },
});

/** Says who asks. The library would read what is in the token, which is its receiver's alone. */
export const signedBy = (token: () => Promise<string>): Middleware => ({
  invoke: async (context, next) => {
    const authorization = `Bearer ${await token()}`;
    context.config.headers = Object.assign({}, context.config.headers, { authorization });
    return next();
  },
});

/** Each request says which work of ours it is of. The connector is where its address says: nothing goes on to where it sends somebody. */
export const ofOurs: Middleware = {
  invoke: (context, next) => {
    const named = { 'x-ms-client-request-id': clientRequestId() };
    Object.assign(context.config, { maxRedirects: 0, headers: Object.assign({}, context.config.headers, named) });
    return next();
  },
};

const mostTries = 4;
const passing = new Set([500, 502, 503, 504]);

/** Asks again within a turn, as botbuilder does (T3); the library asks once. */
export const tryingAgain = (clock: Clock, stopping?: AbortSignal): Middleware => ({
  invoke: async (_context, next) => {
    for (let tries = 1; ; tries += 1)
      try {
        return await next();
      } catch (error) {
        const waitMs = tries === mostTries ? undefined : waitMsAfter(error, tries, clock.now());
        if (waitMs === undefined) throw error;
        await clock.wait(waitMs, stopping);
        if (stopping?.aborted === true) throw error;
      }
  },
});

/** Undefined where asking again is of no use. */
function waitMsAfter(error: unknown, tries: number, now: number): number | undefined {
  const refusal = axiosRefusalIn(error);
  const backoffMs = 1000 * 2 ** (tries - 1);
  if (refusal === undefined)
    return (error as { readonly code?: unknown }).code === 'ECONNRESET' ? backoffMs : undefined;
  const askedMs = retryAfterMs(refusal.header('retry-after'), now);
  if (refusal.status === 429) return askedMs;
  return passing.has(refusal.status) ? (askedMs ?? backoffMs) : undefined;
}
