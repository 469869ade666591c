import type { Clock, Stores } from '../ports.ts';
import { openEmbedded } from './embedded.ts';
import { lockFolder } from './system/lock.ts';

/** Where the stores are; `as` a bot the embedded ones are for this process alone. */
export function openStores(
  settings: { readonly dataDir: string },
  { clock, as }: { readonly clock: Clock; readonly as: 'bot' | 'operator' },
): Promise<Stores> {
  const lock = as === 'bot' ? lockFolder(settings.dataDir) : undefined;
  const stores = openEmbedded(settings.dataDir, clock);
  return Promise.resolve({
    ...stores,
    close: async () => {
      await stores.close();
      lock?.release();
    },
  });
}
