import { open, unlink, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { err, ok, type Result } from '../../../core/index.ts';
import type { Clock, Upload, UploadRefusal } from '../../ports/index.ts';
import { makePrivate, privateFile } from '../system/private.ts';
import { isFileHost } from './file-hosts.ts';

/** Parts of an upload are multiples of 320 KiB (T16). */
const partBytes = 32 * 320 * 1024;

/** How long a part may take. */
const timeoutMs = 60_000;

/**
 * Saves a file in the place that Teams gave for it, part by part. Each part says how long the whole is, so that it is written to disk first,
 * in a file that only this process can open: it has no name any more.
 */
export const uploader =
  ({
    folder,
    isSandbox,
    clock,
    mostBytes = 500 * 1024 * 1024,
  }: {
    readonly folder: string;
    readonly isSandbox: boolean;
    readonly clock: Pick<Clock, 'after'>;
    readonly mostBytes?: number;
  }): Upload =>
  async (url, content) => {
    if (!isFileHost(url, isSandbox)) return err({ kind: 'foreign-host' });
    const file = await unnamedFile(folder);
    try {
      const bytes = await written(file, content, mostBytes);
      if (bytes === undefined) return err({ kind: 'too-large-file' });
      return await sent(file, { url, bytes, clock });
    } finally {
      await file.close();
    }
  };

async function unnamedFile(folder: string): Promise<FileHandle> {
  makePrivate(folder);
  const name = path.join(folder, randomUUID());
  const file = await open(name, 'wx+', privateFile);
  await unlink(name);
  return file;
}

/** How many bytes were written; undefined where they are too many. */
async function written(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<number | undefined> {
  let bytes = 0;
  for await (const part of content) {
    bytes += part.length;
    if (bytes > mostBytes) return undefined;
    await file.writeFile(part);
  }
  return bytes;
}

async function sent(
  file: FileHandle,
  { url, bytes, clock }: { readonly url: string; readonly bytes: number; readonly clock: Pick<Clock, 'after'> },
): Promise<Result<'saved', UploadRefusal>> {
  for (let from = 0; from < bytes; from += partBytes) {
    const length = Math.min(partBytes, bytes - from);
    const { buffer } = await file.read({ buffer: Buffer.alloc(length), length, position: from });
    const range = `bytes ${from}-${from + length - 1}/${bytes}`;
    const status = await put(url, { body: buffer, range, clock });
    const isDone = status === 200 || status === 201 || (status === 202 && from + length < bytes);
    if (!isDone) return err({ kind: 'not-saved', ...(status !== undefined && { status }) });
  }
  return ok('saved');
}

/** The status of the answer, of which nothing else is read; undefined where there is none. */
async function put(
  url: string,
  {
    body,
    range,
    clock,
  }: { readonly body: Uint8Array<ArrayBuffer>; readonly range: string; readonly clock: Pick<Clock, 'after'> },
): Promise<number | undefined> {
  const stop = new AbortController();
  const cancel = clock.after(timeoutMs, () => stop.abort());
  try {
    const { status } = await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', 'content-range': range },
      body,
      redirect: 'error',
      signal: stop.signal,
    });
    return status;
  } catch {
    return undefined;
  } finally {
    cancel();
    stop.abort();
  }
}
