import { fromBufferPromise } from 'yauzl';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { observed, type Observation } from '../ports/index.ts';

/** A manifest is some kilobytes; what is larger is none. */
const longest = 1 << 20;

const manifest = z.object({
  bots: z.array(z.object({ botId: z.string() })).default([]),
});

/** Whether the bot of a Teams app package is this one, which has no id in a sandbox. What the bot links to is opened by a browser: no domain is needed. */
export async function checkPackage(bytes: Uint8Array, botId: string | undefined): Promise<readonly Observation[]> {
  const read = await manifestIn(bytes).catch(() => undefined);
  if (read === undefined) return [observed('package', 'package-unreadable')];
  const found = read.bots.length === 0 ? ['–'] : read.bots.map(one => one.botId);
  const other = found.find(id => id.toLowerCase() !== botId?.toLowerCase());
  return botId === undefined || other === undefined
    ? [observed('package', 'package-fits')]
    : [observed('package', 'package-other-bot', { found: other, expected: botId })];
}

async function manifestIn(bytes: Uint8Array): Promise<z.infer<typeof manifest>> {
  const zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true, validateEntrySizes: true });
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== 'manifest.json') continue;
    if (entry.uncompressedSize > longest) throw new Error('too large for a manifest');
    const text = (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8');
    return manifest.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  }
  throw new Error('no manifest');
}
