import type { Download } from '../../ports/index.ts';

const most = 50 * 1024 * 1024;
const timeoutMs = 60_000;

// Where Teams stores the files that people attach: SharePoint and OneDrive for Business, in the public cloud.
const fileHosts: readonly RegExp[] = [/\.sharepoint\.com$/];
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Reads an attached file: only from Teams' own file hosts (loopback in the sandbox), only as much as an export may hold. */
export const downloader =
  (isSandbox: boolean): Download =>
  async url => {
    if (!URL.canParse(url) || !isAllowed(new URL(url), isSandbox)) return { ok: false, reason: 'host' };
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(
      () => undefined,
    );
    if (response?.ok !== true || response.body === null) return { ok: false, reason: 'unreadable' };
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > most) return { ok: false, reason: 'too-large' };
      parts.push(part);
    }
    return { ok: true, bytes: Buffer.concat(parts) };
  };

function isAllowed({ protocol, hostname }: URL, isSandbox: boolean): boolean {
  if (isSandbox && loopback.has(hostname)) return true;
  return protocol === 'https:' && fileHosts.some(host => host.test(hostname));
}
