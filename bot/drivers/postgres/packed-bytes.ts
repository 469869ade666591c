import { packedDigest, packedGuid, unpackedText } from '../stored/packed-text.ts';
import { storable } from './storable.ts';

export const guidBytes = 16;
const digestBytes = 32;
const nothing = Buffer.alloc(1);

/** A text as its column has it: GUIDs are 16 bytes, digests 32; any other with a byte 0 behind it where it would be taken for one of these. */
export function bytesOfText(given: string): Uint8Array {
  const text = storable(given);
  const packed = packedGuid(text);
  const digest = typeof packed === 'string' ? packedDigest(packed) : packed;
  if (typeof digest !== 'string') return digest;
  const bytes = Buffer.from(digest, 'utf8');
  return bytes.length === guidBytes || bytes.length === digestBytes ? Buffer.concat([bytes, nothing]) : bytes;
}

/** The text again. */
export function textOfBytes(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('no bytes');
  if (bytes.length === guidBytes || bytes.length === digestBytes) return unpackedText(bytes);
  return Buffer.from(bytes).toString('utf8').replace(/\0$/, '');
}
