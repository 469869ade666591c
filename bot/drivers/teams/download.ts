import { err, ok, type Result } from '../../../core/index.ts';
import type { Download, DownloadRefusal } from '../../ports/index.ts';

const most = 50 * 1024 * 1024;
const timeoutMs = 60_000;

// Where Teams stores the files that people attach: SharePoint and OneDrive for Business, in the public cloud.
const fileHosts: readonly RegExp[] = [/\.sharepoint\.com$/];
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Reads an attached file: only from Teams' own file hosts (loopback in the sandbox), only as much as an export may hold. */
export const downloader =
  (isSandbox: boolean): Download =>
  async url => {
    if (!URL.canParse(url) || !isAllowed(new URL(url), isSandbox)) return err({ kind: 'foreign-host' });
    try {
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok || response.body === null) return err({ kind: 'not-fetched', status: response.status });
      return await bodyOf(response.body as AsyncIterable<Uint8Array>);
    } catch {
      return err({ kind: 'not-fetched' });
    }
  };

async function bodyOf(body: AsyncIterable<Uint8Array>): Promise<Result<Buffer, DownloadRefusal>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > most) return err({ kind: 'too-large-file' });
    parts.push(part);
  }
  return ok(Buffer.concat(parts));
}

function isAllowed({ protocol, hostname }: URL, isSandbox: boolean): boolean {
  if (isSandbox && loopback.has(hostname)) return true;
  return protocol === 'https:' && fileHosts.some(host => host.test(hostname));
}
