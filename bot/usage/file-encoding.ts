import { isAscii, isUtf8 } from 'node:buffer';

/** What spreadsheets save text as and can be told for sure: UTF-8, UTF-16 with its mark, or a Chinese code page. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** A small file of text as UTF-8; undefined where its encoding cannot be told, or it holds a zero byte, which no name has. */
export function asUtf8(bytes: Buffer): Buffer | undefined {
  const survey = new EncodingSurvey();
  survey.take(bytes);
  const encoding = survey.end();
  if (encoding === undefined || (encoding === 'utf-8' && bytes.includes(0))) return undefined;
  try {
    const decode = decoderOf(encoding);
    return Buffer.concat([decode(bytes), decode()]);
  } catch {
    return undefined;
  }
}

/** Decodes the parts of a file to UTF-8, and with nothing given what is left of it; throws where its bytes are not of that encoding. */
export function decoderOf(encoding: Encoding): (part?: Buffer) => Buffer {
  if (encoding === 'utf-8') return (part = Buffer.alloc(0)) => part;
  const decoder = new TextDecoder(encoding, { fatal: true });
  return part => Buffer.from(part === undefined ? decoder.decode() : decoder.decode(part, { stream: true }));
}

/** Tells the encoding of a file that comes in parts. */
export class EncodingSurvey {
  #first = Buffer.alloc(0);
  /** The beginning of a character whose end is in the next part. */
  #cut = Buffer.alloc(0);
  #isUtf8 = true;
  #zeros = 0;
  #length = 0;
  readonly #chinese = new ChineseSurvey();

  take(part: Buffer): void {
    if (this.#first.length < 2) this.#first = Buffer.concat([this.#first, part.subarray(0, 2)]).subarray(0, 2);
    if (this.#marked() !== undefined) return;
    for (let at = part.indexOf(0); at !== -1; at = part.indexOf(0, at + 1)) this.#zeros += 1;
    this.#length += part.length;
    this.#chinese.take(part);
    if (!this.#isUtf8) return;
    const bytes = this.#cut.length === 0 ? part : Buffer.concat([this.#cut, part]);
    const whole = wholeCharacters(bytes);
    this.#isUtf8 = isUtf8(bytes.subarray(0, whole));
    this.#cut = Buffer.from(bytes.subarray(whole));
  }

  /** The encoding, when no more parts come; undefined where it cannot be told. */
  end(): Encoding | undefined {
    const marked = this.#marked();
    if (marked !== undefined) return marked;
    // A name may hold a zero byte; UTF-16 without its mark has one for each letter and digit.
    if (this.#isUtf8 && this.#cut.length === 0) return this.#zeros * 4 <= this.#length ? 'utf-8' : undefined;
    return this.#zeros === 0 && this.#chinese.isLikely() ? 'gb18030' : undefined;
  }

  #marked(): Encoding | undefined {
    const mark = this.#first.toString('hex');
    return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : undefined;
  }
}

/** Western code pages could be read as Chinese too, letter by letter: but nearly all characters in use have both bytes high there. */
class ChineseSurvey {
  #high = 0;
  #low = 0;
  #isSecond = false;

  take(part: Buffer): void {
    if (!this.#isSecond && isAscii(part)) return;
    for (const byte of part) {
      if (this.#isSecond) {
        if (byte > 0xa0) this.#high += 1;
        else this.#low += 1;
        this.#isSecond = false;
      } else this.#isSecond = byte >= 0x80;
    }
  }

  isLikely(): boolean {
    return this.#low * 10 < this.#high;
  }
}

/** How many bytes there are before a character that UTF-8 begins at the end and does not finish. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
