import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { err, minuteMs, ok, type Instant } from '../../../core/index.ts';
import type { PaymentEvent, PaymentNotice, Payments } from '../../ports/index.ts';

/** No secret: the sandbox moves no money. */
const secret = 'sandbox-gateway';

/** A notice signed longer ago, or for a time to come, is none: whoever recorded one cannot play it again later. */
const toleranceMs = 5 * minuteMs;

const charge = z.object({ key: z.string().min(1).max(250), gatewayKey: z.string().min(1).max(250) });
const notice = z.object({ id: z.string().min(1).max(300), about: z.string(), charge: z.unknown() });

/** A notice of the sandbox's gateway, signed as Stripe signs its own: over the time and the bytes. */
export function signedNotice({ id, key, gatewayKey }: PaymentEvent, at: Instant): PaymentNotice {
  const body = Buffer.from(JSON.stringify({ id, about: 'charge', charge: { key, gatewayKey } }));
  return { body, signature: `t=${at},v1=${signatureOf(body, at)}` };
}

/** What a notice is about, where the gateway signed it just now. */
export function eventIn({ body, signature }: PaymentNotice, now: Instant): ReturnType<Payments['eventIn']> {
  const [, time = '', given = ''] = /^t=(\d{1,16}),v1=([\da-f]{64})$/.exec(signature) ?? [];
  const expected = signatureOf(body, Number(time));
  const isSigned = given !== '' && timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(expected, 'hex'));
  if (!isSigned || Math.abs(now - Number(time)) > toleranceMs) return err('not-signed');
  const read = notice.safeParse(parsed(body));
  if (!read.success) return err('not-understood');
  if (read.data.about !== 'charge') return ok(undefined);
  const about = charge.safeParse(read.data.charge);
  return about.success ? ok({ id: read.data.id, ...about.data }) : err('not-understood');
}

const signatureOf = (body: Uint8Array, at: Instant): string =>
  createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
