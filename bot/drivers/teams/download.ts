import { err, ok, type Result } from '../../../core/index.ts';
import type { Clock, Download, DownloadRefusal } from '../../ports/index.ts';
import { isFileHost } from './file-hosts.ts';

const most = 50 * 1024 * 1024;
const timeoutMs = 60_000;

/** Reads an attached file: only from Teams' own file hosts (loopback in the sandbox), only as much as an export may hold. */
export const downloader =
  ({ isSandbox, clock }: { readonly isSandbox: boolean; readonly clock: Pick<Clock, 'after'> }): Download =>
  async url => {
    if (!isFileHost(url, isSandbox)) return err({ kind: 'foreign-host' });
    const stop = new AbortController();
    const cancel = clock.after(timeoutMs, () => stop.abort());
    try {
      const response = await fetch(url, { redirect: 'error', signal: stop.signal });
      if (!response.ok || response.body === null) return err({ kind: 'not-fetched', status: response.status });
      return await bodyOf(response.body as AsyncIterable<Uint8Array>);
    } catch {
      return err({ kind: 'not-fetched' });
    } finally {
      cancel();
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
