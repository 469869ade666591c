/** A text as a store keeps it: GUIDs and digests as bytes, less than half as long; any other, such as one in capitals, as it is. */
export type PackedText = string | Uint8Array;

const guidLength = 36;
const guidBytes = 16;
const digestBytes = 32;

/** A GUID in small letters as its 16 bytes. */
export function packedGuid(text: string): PackedText {
  if (text.length !== guidLength) return text;
  const [one, two, three, four, five] = [
    text.slice(0, 8),
    text.slice(9, 13),
    text.slice(14, 18),
    text.slice(19, 23),
    text.slice(24),
  ];
  const bytes = bytesOf(one + two + three + four + five, guidBytes);
  // What stands between must be what is put there again.
  return bytes !== undefined && text[8] === '-' && text[13] === '-' && text[18] === '-' && text[23] === '-'
    ? bytes
    : text;
}

/** 64 digits of SHA-256 as their 32 bytes. */
export const packedDigest = (text: string): PackedText => bytesOf(text, digestBytes) ?? text;

/** Whether it is 64 digits of SHA-256. */
export const isDigest = (text: string): boolean => /^[\da-f]{64}$/.test(text);

/** The text again. */
export function unpackedText(packed: unknown): string {
  if (!(packed instanceof Uint8Array)) return String(packed);
  return packed.length === guidBytes ? guidOf(packed) : hexOf(packed);
}

const digits = Uint8Array.from('0123456789abcdef', digit => digit.charCodeAt(0));

/** Where the two digits of each byte of a GUID begin. */
const guidPlaces = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;

const spelled = Buffer.alloc(guidLength, '-');

/** Written in one piece: cut out of the digits and joined, it takes ten times as long, and 300 bytes more for as long as anybody holds it. */
function guidOf(bytes: Uint8Array): string {
  for (let at = 0; at < guidBytes; at += 1) {
    const byte = bytes[at] ?? 0;
    const place = guidPlaces[at] ?? 0;
    spelled[place] = digits[byte >> 4] ?? 0;
    spelled[place + 1] = digits[byte & 15] ?? 0;
  }
  return spelled.toString('latin1');
}

export const hexOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('hex');

/** The bytes of hexadecimal digits in small letters; undefined where these are not all that it is, or not so many. An import asks it of each id. */
function bytesOf(digits: string, count: number): Uint8Array | undefined {
  if (digits.length !== count * 2 || digits !== digits.toLowerCase()) return undefined;
  // It ends where a digit is none.
  const bytes = Buffer.from(digits, 'hex');
  return bytes.length === count ? bytes : undefined;
}
