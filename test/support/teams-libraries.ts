import { PUBLIC, withOverrides } from '@microsoft/teams.api';
import type { Config } from '../../bot/config.ts';
import type { TenantConfig } from '../../bot/configuration/tenant-config.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { LibrarySurroundings } from '../../bot/drivers/teams/bot-app.ts';
import type { TeamsLibrary } from '../../bot/drivers/teams/connector.ts';
import { BotbuilderAdapter } from '../../bot/drivers/teams-botbuilder/adapter.ts';
import { TeamsSdk } from '../../bot/drivers/teams-sdk/library.ts';

export type TeamsLibraryName = Config['teamsLibrary'];

interface Opened extends Partial<LibrarySurroundings> {
  readonly bot?: TenantConfig['bot'];
  /** A stand-in for Microsoft's key server; botbuilder is shown it by the server itself. */
  readonly keys?: string;
}

/** Each of Microsoft's libraries, by its name in the settings. */
export const teamsLibraries: Readonly<Record<TeamsLibraryName, (opened?: Opened) => Promise<TeamsLibrary>>> = {
  botbuilder: ({ bot, clock = systemClock, ...more } = {}) =>
    Promise.resolve(new BotbuilderAdapter(bot, { ...more, clock })),
  'teams-sdk': ({ bot, keys, clock = systemClock, ...more } = {}) => {
    const cloud =
      keys === undefined ? PUBLIC : withOverrides(PUBLIC, { openIdMetadataUrl: `${keys}/openidconfiguration` });
    return TeamsSdk.open(bot, { ...more, clock }, cloud);
  },
};

export const teamsLibraryNames: readonly TeamsLibraryName[] = ['botbuilder', 'teams-sdk'];
