import type { IncomingMessage, ServerResponse } from 'node:http';
import { err, ok, type Result } from '../../core/index.ts';

/** How large a body may be, and how deep what it holds. */
const most = { bytes: 256 * 1024, depth: 32 };

/** How long a sender of too much may take to read that it was. */
const lingerMs = 2000;

export type BodyRefusal = 'too-large' | 'not-json';

/** Reads a body as JSON: never more than its limit, and nothing that is nested without end. Its texts are well-formed Unicode. */
export async function readBody(request: IncomingMessage): Promise<Result<unknown, BodyRefusal>> {
  if (Number(request.headers['content-length'] ?? 0) > most.bytes) return err('too-large');
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    // The stream is left open: what is too large is answered on its connection.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > most.bytes) return err('too-large');
      parts.push(part);
    }
    const text = Buffer.concat(parts).toString('utf8');
    const body: unknown = JSON.parse(text);
    if (opened(text) > most.depth && isDeeperThan(most.depth, body)) return err('not-json');
    return ok(halfCharacter.test(text) ? wellFormed(body) : body);
  } catch {
    return err('not-json');
  }
}

/** Answers 413 without reading the rest; ending the response would read it, and closing at once would lose the answer. */
export function refuseTooLarge(request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ error: 'too-large' });
  request.pause();
  response.writeHead(413, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.write(body);
  request.socket.setTimeout(lingerMs, () => request.socket.destroy());
}

/** How many objects and lists a text opens at most: a body of few is not nested deeper, and need not be walked. */
const opened = (text: string): number => (text.match(/[{[]/g) ?? []).length;

/** How JSON writes half of a character; the bytes themselves cannot hold one. */
const halfCharacter = /\\u[dD][89a-fA-F]/;

const inner = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];

/** Level by level, since what is nested too deep cannot be walked by a function that calls itself. */
function isDeeperThan(depth: number, value: unknown): boolean {
  let level = inner(value);
  for (let at = 0; level.length > 0; at += 1) {
    if (at === depth) return true;
    level = level.flatMap(inner);
  }
  return false;
}

/** JSON may hold halves of characters, which no store and no response takes. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toWellFormed(), wellFormed(one)]));
}
