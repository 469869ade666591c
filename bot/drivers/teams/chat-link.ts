import type { TenantConfig } from '../../configuration/tenant-config.ts';

/** An address that opens the reader's own chat with the bot, with that typed and not yet sent (T20); undefined for a bot without an id. */
export const chatLink = ({
  bot,
  tenant,
}: Pick<TenantConfig, 'bot' | 'tenant'>): ((typed: string) => string) | undefined =>
  bot === undefined
    ? undefined
    : typed =>
        `https://teams.microsoft.com/l/chat/0/0?tenantId=${tenant}&users=28:${bot.id}&message=${encodeURIComponent(typed)}`;
