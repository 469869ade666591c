import path from 'node:path';
import { isSandbox, type TenantConfig } from '../../configuration/tenant-config.ts';
import type {
  BlockedUsers,
  ClockWitness,
  Directory,
  Download,
  Heartbeat,
  Licenses,
  Log,
  Mailer,
  Messenger,
  NamedCallLog,
  Upload,
  Webhook,
} from '../../ports/index.ts';
import type { Stopping } from '../../work/stopping.ts';
import { GraphBlockedUsers } from '../graph/blocked-users.ts';
import { GraphCallLog } from '../graph/call-log.ts';
import { Graph } from '../graph/client.ts';
import { GraphDirectory } from '../graph/directory.ts';
import { GraphLicenses } from '../graph/licenses.ts';
import { GraphMessageLog } from '../graph/message-log.ts';
import type { GraphAnswer } from '../graph/retry.ts';
import { GraphWitness } from '../graph/witness.ts';
import { mailerOf } from '../mail/mailer-of.ts';
import type { TeamsLibrary } from '../teams/connector.ts';
import { downloader } from '../teams/download.ts';
import { TeamsMessenger } from '../teams/messenger.ts';
import { uploader } from '../teams/upload.ts';
import { HttpHeartbeat } from '../webhook/http-heartbeat.ts';
import { HttpsWebhook } from '../webhook/https-webhook.ts';
import { teamsLibraryOf, type TeamsLibraryName } from './teams-library-of.ts';

/** What they are made of. There is no clock but the one by which the program stops: whoever asks others has no other to ask by (B27). */
export interface ServedSurroundings {
  readonly dataDir: string;
  readonly teamsLibrary: TeamsLibraryName;
  readonly stopping: Stopping;
  readonly log: Log;
  /** Where Graph is; undefined for Microsoft's cloud. */
  readonly graphEndpoint: string | undefined;
  /** Is told of each answer of Graph. */
  readonly onGraphAnswer: (answer: GraphAnswer) => void;
}

/** All that asks others for an organization while it is served. */
export interface ServedDrivers {
  readonly library: TeamsLibrary;
  readonly graphWitness: ClockWitness;
  readonly directory: Directory;
  readonly licenses: Licenses;
  readonly callLogs: readonly NamedCallLog[];
  readonly blockedUsers: BlockedUsers | undefined;
  readonly messenger: Messenger;
  readonly heartbeat: Heartbeat | undefined;
  readonly mailer: Mailer | undefined;
  readonly webhook: Webhook;
  readonly download: Download;
  readonly upload: Upload;
}

export async function servedDrivers(own: TenantConfig, given: ServedSurroundings): Promise<ServedDrivers> {
  const { graphEndpoint: endpoint, log, onGraphAnswer } = given;
  const { clock, signal: stopping } = given.stopping;
  const onlyLoopback = { isSandbox: isSandbox(own), clock };
  const graphWitness = new GraphWitness({ endpoint, clock });
  const graph = new Graph({
    ...{ credentials: own.graph.credentials, endpoint, clock, stopping, log },
    onAnswer: answer => {
      if (answer.of === 'request') graphWitness.note(answer.date);
      onGraphAnswer(answer);
    },
  });
  const library = await teamsLibraryOf(given.teamsLibrary, own.bot, { clock, stopping, log });
  return {
    ...{ library, graphWitness },
    directory: new GraphDirectory(graph),
    licenses: new GraphLicenses(graph),
    callLogs: [
      { name: 'getPstnCalls', log: new GraphCallLog(graph) },
      ...(own.isBeta ? [{ name: 'getSmsLog', log: new GraphMessageLog(graph) }] : []),
    ],
    blockedUsers: own.isBeta ? new GraphBlockedUsers(graph) : undefined,
    messenger: new TeamsMessenger(library, clock),
    heartbeat: own.heartbeatUrl === undefined ? undefined : new HttpHeartbeat({ url: own.heartbeatUrl, clock, log }),
    mailer: await mailerOf(own, clock),
    webhook: new HttpsWebhook({ ...onlyLoopback, tenant: own.tenant, networks: own.webhookNetworks }),
    download: downloader(onlyLoopback),
    upload: uploader({ ...onlyLoopback, folder: path.join(given.dataDir, 'exports') }),
  };
}
