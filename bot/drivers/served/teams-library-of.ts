import { unreachable } from '../../../core/index.ts';
import type { TenantConfig } from '../../configuration/tenant-config.ts';
import type { LibrarySurroundings } from '../teams/bot-app.ts';
import type { TeamsLibrary } from '../teams/connector.ts';

/** The libraries, as the settings name them. */
export type TeamsLibraryName = 'botbuilder' | 'teams-sdk';

/** A bot on one of Microsoft's libraries. Each is long in loading: only the one that the settings name. */
export async function teamsLibraryOf(
  name: TeamsLibraryName,
  ...given: readonly [bot: TenantConfig['bot'], told: LibrarySurroundings]
): Promise<TeamsLibrary> {
  switch (name) {
    case 'botbuilder': {
      const { BotbuilderAdapter } = await import('../teams-botbuilder/adapter.ts');
      return new BotbuilderAdapter(...given);
    }
    case 'teams-sdk': {
      const { TeamsSdk } = await import('../teams-sdk/library.ts');
      return TeamsSdk.open(...given);
    }
    default:
      return unreachable(name);
  }
}
