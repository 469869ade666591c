import type { TenantConfig } from '../../configuration/tenant-config.ts';
import type { Clock, Mailer } from '../../ports/index.ts';

/** An organization's mail. Its library is long in loading: not where the organization has none. */
export async function mailerOf(
  { mail, tenant }: Pick<TenantConfig, 'mail' | 'tenant'>,
  clock: Clock,
): Promise<Mailer | undefined> {
  if (mail === undefined) return undefined;
  const { SmtpMailer } = await import('./smtp-mailer.ts');
  return new SmtpMailer({ ...mail, tenant, clock });
}
