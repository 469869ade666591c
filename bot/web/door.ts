import { z } from 'zod';
import { err, ok, type Result } from '../../core/index.ts';

// The fields that are checked before anything else reads an activity; the rest is checked by the channel. An id of Teams has some 200 characters.
// botbuilder sends some in headers, which take printable ASCII only.
const id = z.string().regex(/^[\x20-\x7e]{1,500}$/);
const address = z.string().max(500);
const shape = z.looseObject({
  type: z.string().max(100),
  id: z
    .string()
    .regex(/^[\x20-\x7e]{0,500}$/)
    .nullish(),
  channelId: z.string().max(100),
  serviceUrl: address,
  from: z.looseObject({ aadObjectId: z.string().max(500).nullish() }),
  conversation: z.looseObject({ id, tenantId: id.nullish() }),
  channelData: z.looseObject({ tenant: z.looseObject({ id }).nullish() }).nullish(),
});

export interface Admitted {
  /** The one organization that the activity names. */
  readonly tenant: string;
  readonly activity: z.infer<typeof shape>;
}

export type DoorRefusal =
  | { readonly status: 400; readonly code: 'not-an-activity' | 'other-channel' }
  | { readonly status: 403; readonly code: 'other-tenant' | 'other-service' | 'other-cloud' };

export interface DoorPolicy {
  readonly tenants: readonly string[];
  /** The sandbox speaks with clients on this machine only. */
  readonly isSandbox: boolean;
}

/** The host of Teams' connector, GCC's too, which is in the public cloud (T9). */
const teamsHosts: readonly RegExp[] = [/^smba\.trafficmanager\.net$/, /^smba\.infra\.gcc\.teams\.microsoft\.com$/];
/** Those of GCC High, DoD and 21Vianet, where there are no Communications Credits. */
const otherClouds: readonly RegExp[] = [
  /\.microsoft\.us$/,
  /\.azure\.us$/,
  /\.azure\.cn$/,
  /\.trafficmanager\.cn$/,
  /\.partner\.microsoftonline\.cn$/,
];
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Admits only what Teams sends for one of these organizations (B11). botbuilder checks later that the key is endorsed for the activity's channel,
 * but accepts any channel, and does not check the tenant (T14).
 */
export function admit(body: unknown, policy: DoorPolicy): Result<Admitted, DoorRefusal> {
  const parsed = shape.safeParse(body);
  if (!parsed.success) return err({ status: 400, code: 'not-an-activity' });
  const activity = parsed.data;
  if (activity.channelId !== 'msteams') return err({ status: 400, code: 'other-channel' });
  const named = new Set(
    [activity.channelData?.tenant?.id, activity.conversation.tenantId].flatMap(id => id?.toLowerCase() ?? []),
  );
  const [tenant] = named;
  if (tenant === undefined || named.size > 1 || !policy.tenants.includes(tenant))
    return err({ status: 403, code: 'other-tenant' });
  if (isOfOtherCloud(activity.serviceUrl)) return err({ status: 403, code: 'other-cloud' });
  if (!isTrustedService(activity.serviceUrl, policy.isSandbox)) return err({ status: 403, code: 'other-service' });
  return ok({ tenant, activity });
}

function isTrustedService(serviceUrl: string, isSandbox: boolean): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, host: place, hostname } = new URL(serviceUrl);
  // What only becomes an address by being read leniently (a space before it, a mark in it, a name to sign in with) is none to answer to.
  if (!serviceUrl.toLowerCase().startsWith(`${protocol}//${place}`)) return false;
  if (isSandbox) return (protocol === 'http:' || protocol === 'https:') && loopback.has(hostname);
  return protocol === 'https:' && teamsHosts.some(host => host.test(hostname));
}

const isOfOtherCloud = (serviceUrl: string): boolean =>
  URL.canParse(serviceUrl) && otherClouds.some(host => host.test(new URL(serviceUrl).hostname));

/** Whether a Host header names this machine, whatever the port. */
export const isLoopback = (host: string): boolean =>
  URL.canParse(`http://${host}`) && loopback.has(new URL(`http://${host}`).hostname);
