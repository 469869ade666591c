import type { TenantConfig } from '../../configuration/tenant-config.ts';

/** The address of the app's dialog in Teams, which adds it to a team (T18); undefined where its id there is not known. */
export const appLink = ({ teamsAppId, tenant }: Pick<TenantConfig, 'teamsAppId' | 'tenant'>): string | undefined =>
  teamsAppId === undefined ? undefined : `https://teams.microsoft.com/l/app/${teamsAppId}?tenantId=${tenant}`;
