import { constants, createHmac, generateKeyPairSync, sign, type KeyObject, type SignKeyObjectInput } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthenticationConstants } from 'botframework-connector';
import { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor.js';
import { OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata.js';

export type Claims = Readonly<Record<string, unknown>>;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A pair of keys, and the name under which the key server has its public half. */
export interface Key {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const rsa = (id: string): Key => ({ id, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) });
const ec = (id: string): Key => ({ id, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });

/** A token made by hand, so that it can be wrong in every way. */
export function token(
  claims: Claims,
  { key, ...header }: { readonly key: Key; readonly [field: string]: unknown },
): string {
  const whole: Readonly<Record<string, unknown>> = { typ: 'JWT', alg: 'RS256', kid: key.id, ...header };
  const signed = `${encoded(whole)}.${encoded(claims)}`;
  return `${signed}.${signature(signed, String(whole['alg']), key)}`;
}

function signature(text: string, algorithm: string, { privateKey, publicKey }: Key): string {
  const [, kind = '', bits = ''] = /^([A-Za-z]*)(\d*)$/.exec(algorithm) ?? [];
  const hash = ['256', '384', '512'].includes(bits) ? `sha${bits}` : 'sha256';
  const bytes = Buffer.from(text);
  if (/^none$/i.test(kind) || kind === '') return '';
  // The public key is no secret: whoever takes it for one can be deceived.
  if (kind === 'HS')
    return createHmac(hash, publicKey.export({ type: 'spki', format: 'pem' }))
      .update(text)
      .digest('base64url');
  const how: SignKeyObjectInput =
    kind === 'PS'
      ? { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { key: privateKey, dsaEncoding: 'ieee-p1363' };
  return sign(hash, bytes, how).toString('base64url');
}

/** A stand-in for Microsoft's key server: botbuilder asks it, on the path of production, for the keys of the channel and of the emulator; others by its address. */
export class KeyServer {
  readonly teams = rsa('teams');
  /** Endorsed for another channel only. */
  readonly webchat = rsa('webchat');
  /** Published without endorsements. */
  readonly plain = rsa('plain');
  readonly elliptic = ec('elliptic');
  /** Of nobody whom Microsoft knows. */
  readonly stranger = rsa('teams');
  /** How often its keys were asked for. */
  asked = 0;
  #server: Server | undefined;
  readonly #before = new Map(metadataCache());

  async start(): Promise<void> {
    const jwk = ({ id, publicKey }: Key, endorsements?: readonly string[]): object => ({
      ...publicKey.export({ format: 'jwk' }),
      ...{ kid: id, use: 'sig', ...(endorsements !== undefined && { endorsements }) },
    });
    const keys = [
      jwk(this.teams, ['msteams']),
      jwk(this.webchat, ['webchat', 'directline']),
      jwk(this.plain),
      jwk(this.elliptic, ['msteams']),
      { kid: 'empty', kty: 'RSA', endorsements: ['msteams'] },
    ];
    this.#server = createServer((request, response) => {
      if (request.url === '/keys') this.asked += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.url === '/keys' ? { keys } : { jwks_uri: `${this.address}/keys` }));
    });
    await new Promise<void>(resolve => this.#server?.listen(0, '127.0.0.1', resolve));
    for (const url of addresses) metadataCache().set(url, new OpenIdMetadata(`${this.address}/openid`));
  }

  get address(): string {
    const address = this.#server?.address() as AddressInfo | undefined;
    return `http://127.0.0.1:${address?.port ?? 0}`;
  }

  async stop(): Promise<void> {
    metadataCache().clear();
    for (const [url, metadata] of this.#before) metadataCache().set(url, metadata);
    this.#server?.closeAllConnections();
    await new Promise(resolve => this.#server?.close(resolve));
  }
}

const addresses = [
  AuthenticationConstants.ToBotFromChannelOpenIdMetadataUrl,
  AuthenticationConstants.ToBotFromEmulatorOpenIdMetadataUrl,
];

/** botbuilder keeps what it has read by the address that it would read; there it finds the stand-in. */
const metadataCache = (): Map<string, OpenIdMetadata> =>
  (JwtTokenExtractor as unknown as { readonly openIdMetadataCache: Map<string, OpenIdMetadata> }).openIdMetadataCache;
