import { z } from 'zod';

/** A token whose signature was not checked yet. */
export interface Bearer {
  readonly keyId: string;
  readonly claim: (name: string) => unknown;
}

const header = z.looseObject({ kid: z.string().max(500) });
const claims = z.record(z.string(), z.unknown());

/** What a header says of itself: a word, a space, and the three parts of a token, whose last nobody has checked. */
export function bearerIn(authorization: string): Bearer | undefined {
  const [, head = '', body = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(authorization) ?? [];
  const { data: read } = header.safeParse(jsonIn(head));
  const { data: said } = claims.safeParse(jsonIn(body));
  if (read === undefined || said === undefined) return undefined;
  return { keyId: read.kid, claim: name => (Object.hasOwn(said, name) ? said[name] : undefined) };
}

/** Whether another bot sends it, for which it has a token of its own, with a version and that bot's id. */
export const isOfSkill = ({ claim }: Bearer): boolean =>
  claim('ver') !== undefined && [claim('appid'), claim('azp')].some(id => id !== undefined && id !== claim('aud'));

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
