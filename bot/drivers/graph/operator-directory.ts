import { isSandbox, type TenantConfig } from '../../configuration/tenant-config.ts';
import type { Directory, TenantStores } from '../../ports/index.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import { systemClock } from '../system/clock.ts';
import { Graph } from './client.ts';
import { GraphDirectory } from './directory.ts';

/** A directory, open for one call of the command line. */
export interface OpenDirectory {
  readonly directory: Directory;
  readonly close: () => Promise<void>;
}

/** The directory of an organization; a sandbox's, unless another one serves it, is served here for as long. */
export async function openDirectory(
  own: TenantConfig,
  { journal, documents }: Pick<TenantStores, 'journal' | 'documents'>,
): Promise<OpenDirectory> {
  const { endpoint, credentials } = own.graph;
  const sandbox =
    isSandbox(own) && endpoint === undefined
      ? await openSandbox({ graphEndpoint: undefined, journal, documents, clock: systemClock })
      : undefined;
  const graph = new Graph({ endpoint: endpoint ?? sandbox?.graphEndpoint, credentials, clock: systemClock });
  return { directory: new GraphDirectory(graph), close: async () => sandbox?.stop() };
}
