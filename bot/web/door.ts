import { z } from 'zod';
import { err, ok, type Result } from '../../core/index.ts';

/** The fields that are checked before anything else reads an activity. Other fields pass through unchanged. */
const shape = z.looseObject({
  type: z.string(),
  id: z.string().max(500).optional(),
  channelId: z.string(),
  serviceUrl: z.string(),
  from: z.looseObject({ id: z.string(), name: z.string().optional(), aadObjectId: z.string().max(100).optional() }),
  recipient: z.looseObject({ id: z.string() }),
  conversation: z.looseObject({
    id: z.string(),
    tenantId: z.string().optional(),
    conversationType: z.string().optional(),
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string() }).optional() }).optional(),
});

export interface Admitted {
  /** The one organization that the activity names. */
  readonly tenant: string;
  readonly activity: z.infer<typeof shape>;
}

export type DoorRefusal =
  | { readonly status: 400; readonly code: 'not-an-activity' | 'other-channel' }
  | { readonly status: 403; readonly code: 'other-tenant' | 'other-service' };

export interface DoorPolicy {
  readonly tenants: readonly string[];
  /** The sandbox speaks with clients on this machine only. */
  readonly isSandbox: boolean;
}

// The hosts of Teams' connector in the public and the government clouds (T9).
const teamsHosts: readonly RegExp[] = [
  /^smba\.trafficmanager\.net$/,
  /^smba\.infra\.gcc\.teams\.microsoft\.com$/,
  /^smba\.infra\.gov\.teams\.microsoft\.us$/,
  /^smba\.infra\.dod\.teams\.microsoft\.us$/,
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
  if (!isTrustedService(activity.serviceUrl, policy.isSandbox)) return err({ status: 403, code: 'other-service' });
  return ok({ tenant, activity });
}

function isTrustedService(serviceUrl: string, isSandbox: boolean): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname } = new URL(serviceUrl);
  if (isSandbox) return loopback.has(hostname);
  return protocol === 'https:' && teamsHosts.some(host => host.test(hostname));
}
