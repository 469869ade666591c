import type { Instant, Mode } from '../../core/index.ts';
import type { SettingsSeen } from './settings-seen.ts';
import type { MailServer, Sender } from '../work/mail-settings.ts';
import type { AppIdentity } from './app-identity.ts';

/** The tenant of the sandbox: the default tenant of the Agents Playground. */
export const sandboxTenant = '00000000-0000-0000-0000-0000000000001';

/** What one organization is served with. */
export interface TenantConfig {
  /** In lower case. */
  readonly tenant: string;
  readonly mode: Mode;
  readonly gateway: 'admin-center' | 'sandbox';
  /** Bot Framework credentials; absent in the sandbox, where the bot listens on loopback only. */
  readonly bot: { readonly id: string; readonly tenantId: string; readonly identity: AppIdentity } | undefined;
  /** The app's id in the organization's catalog, where it is known. */
  readonly teamsAppId: string | undefined;
  readonly graph: { readonly endpoint: string | undefined; readonly credentials: GraphCredentials };
  /** Whether the bot may set a missing usage location, which needs User.ReadWrite.All. */
  readonly mayLocate: boolean;
  /** Whether logs that Graph has in its beta only are read: messages, and people blocked from calling. */
  readonly isBeta: boolean;
  /** Whether people may ask only so often (B18); always outside the sandbox. */
  readonly isLimited: boolean;
  /** Where mails go out, and whom they are from; undefined where there is no mail. */
  readonly mail: { readonly server: MailServer; readonly from: Sender } | undefined;
  /** Private networks and addresses that a webhook may be in; none are otherwise. */
  readonly webhookNetworks: readonly string[];
  /** An outside monitor that is called after each complete round. */
  readonly heartbeatUrl: string | undefined;
  /** When the first of its secrets expires, as far as is known. */
  readonly credentialsExpire: Instant | undefined;
  /** Which of its settings were given. */
  readonly seen: SettingsSeen;
}

/** As whom Graph is asked; a Graph on loopback asks nobody who they are. */
export type GraphCredentials = { readonly kind: 'sandbox' } | AppIdentity;

export const isSandbox = ({ mode }: Pick<TenantConfig, 'mode'>): boolean => mode === 'sandbox';
