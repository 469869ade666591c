import { isUtf8 } from 'node:buffer';

/** A file of text as UTF-8, from what spreadsheets save csv as: UTF-8, UTF-16 with its mark, or a Chinese code page; undefined for others. */
export function asUtf8(bytes: Buffer): Buffer | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return decoded(bytes, 'utf-16le');
  if (mark === 'feff') return decoded(bytes, 'utf-16be');
  // No text holds it, but UTF-16 without its mark does.
  if (bytes.includes(0)) return undefined;
  if (isUtf8(bytes)) return bytes;
  return isChinese(bytes) ? decoded(bytes, 'gb18030') : undefined;
}

function decoded(bytes: Buffer, encoding: string): Buffer | undefined {
  try {
    return Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Western code pages could be read as Chinese too, letter by letter: but nearly all characters in use have both bytes high there. */
function isChinese(bytes: Buffer): boolean {
  let [high, low] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    at += 1;
    if ((bytes[at] ?? 0) > 0xa0) high += 1;
    else low += 1;
  }
  return low * 10 < high;
}
