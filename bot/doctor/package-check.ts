import { fromBufferPromise } from 'yauzl';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { observed, type Observation } from '../ports/index.ts';

/** What a Teams app package is held to. */
export interface PackageCheckNeeds {
  /** Undefined in a sandbox. */
  readonly botId: string | undefined;
  readonly publicUrl: string | undefined;
}

/** A manifest is some kilobytes; what is larger is none. */
const longest = 1 << 20;

const manifest = z.object({
  bots: z.array(z.object({ botId: z.string() })).default([]),
  validDomains: z.array(z.string()).default([]),
});

/** Whether the bot of a Teams app package is this one, and whether Teams may open what this one links to. */
export async function checkPackage(
  bytes: Uint8Array,
  { botId, publicUrl }: PackageCheckNeeds,
): Promise<readonly Observation[]> {
  const read = await manifestIn(bytes).catch(() => undefined);
  if (read === undefined) return [observed('package', 'package-unreadable')];
  const other = read.bots.find(one => one.botId.toLowerCase() !== botId?.toLowerCase());
  const domain = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  const seen = [
    ...(botId !== undefined && other !== undefined
      ? [observed('package', 'package-other-bot', { found: other.botId, expected: botId })]
      : []),
    ...(botId !== undefined && read.bots.length === 0
      ? [observed('package', 'package-other-bot', { found: '–', expected: botId })]
      : []),
    ...(domain === undefined || read.validDomains.includes(domain)
      ? []
      : [observed('package', 'package-lacks-domain', { domain })]),
  ];
  return seen.length > 0 ? seen : [observed('package', 'package-fits')];
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
