import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { ServerSettings } from '../../bot/web/server.ts';

/** What a server needs that nobody watches. */
export const unwatched: Pick<ServerSettings, 'hash' | 'happened' | 'readiness' | 'metrics' | 'metricsToken'> = {
  hash: sha256,
  happened: () => undefined,
  readiness: () => Promise.resolve({ isReady: true, parts: {} }),
  metrics: { contentType: 'text/plain', text: () => Promise.resolve('') },
  metricsToken: () => undefined,
};
