import { isSandbox, type TenantConfig } from '../../configuration/tenant-config.ts';
import type { Checkable, Directory, Documents, Journal, MaybeCheckable } from '../../ports/index.ts';
import { Graph } from '../graph/client.ts';
import { GraphDirectory } from '../graph/directory.ts';
import { PublicAddress } from '../http/public-address.ts';
import { mailerOf } from '../mail/mailer-of.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import { adminCenter } from '../system/admin-center.ts';
import { systemClock } from '../system/clock.ts';
import { BotbuilderAdapter } from '../teams-botbuilder/adapter.ts';
import { TeamsMessenger } from '../teams/messenger.ts';
import { HttpHeartbeat } from '../webhook/http-heartbeat.ts';

/** The drivers of an organization, open for one look at them. */
export interface OpenExamined {
  readonly directory: Pick<Directory, 'check'>;
  readonly messenger: MaybeCheckable;
  readonly payments: MaybeCheckable;
  readonly mailer: MaybeCheckable | undefined;
  readonly heartbeat: MaybeCheckable | undefined;
  readonly publicAddress: Checkable | undefined;
  readonly close: () => Promise<void>;
}

/** Opens them as the bot would; a sandbox's Graph, unless another one serves it, is served here for as long. */
export async function openExamined(
  own: TenantConfig,
  kept: { readonly journal: Pick<Journal, 'entriesAfter'>; readonly documents: Documents },
  publicUrl: string | undefined,
): Promise<OpenExamined> {
  const { endpoint, credentials } = own.graph;
  const sandbox = isSandbox(own)
    ? await openSandbox({ graphEndpoint: endpoint, ...kept, clock: systemClock })
    : undefined;
  const graph = new Graph({ endpoint: endpoint ?? sandbox?.graphEndpoint, credentials, clock: systemClock });
  return {
    directory: new GraphDirectory(graph),
    messenger: new TeamsMessenger(new BotbuilderAdapter(own.bot, { clock: systemClock }), systemClock),
    payments: sandbox?.gateway ?? adminCenter,
    mailer: await mailerOf(own, systemClock),
    heartbeat:
      own.heartbeatUrl === undefined
        ? undefined
        : new HttpHeartbeat({ url: own.heartbeatUrl, clock: systemClock, log: silent }),
    publicAddress: publicUrl === undefined ? undefined : new PublicAddress(publicUrl),
    close: async () => sandbox?.stop(),
  };
}

const nothing = (): void => undefined;
const silent = { info: nothing, warn: nothing };
