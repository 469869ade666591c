import type { TenantConfig } from '../../configuration/tenant-config.ts';
import type { Clock, Log } from '../../ports/index.ts';
import { AppTokens } from '../entra/app-tokens.ts';

/** The app that the bot is, and what gets tokens for what it sends. */
export interface BotApp {
  readonly id: string;
  readonly tenantId: string;
  readonly token: (scope: string) => Promise<string>;
}

/** What a library goes by, and tells of tokens. */
export interface LibrarySurroundings {
  readonly clock: Clock;
  readonly log?: Pick<Log, 'info' | 'error'>;
  /** Aborts when the program begins to stop: nothing is waited for then. */
  readonly stopping?: AbortSignal;
}

/** For whom a token is with which the bot writes. */
export const botFrameworkAudience = 'https://api.botframework.com';

/** The app of the settings; undefined in the sandbox, which has none. */
export function botAppOf(bot: TenantConfig['bot'], told: LibrarySurroundings): BotApp | undefined {
  if (bot === undefined) return undefined;
  const { id, tenantId, identity } = bot;
  const tokens = new AppTokens({ identity, whose: 'the bot', ...told });
  return { id, tenantId, token: scope => tokens.token(scope) };
}

/** A token as what the bot sends carries it. */
export const sendersToken = (app: BotApp | undefined): (() => Promise<string>) | undefined =>
  app && (() => app.token(`${botFrameworkAudience}/.default`));
