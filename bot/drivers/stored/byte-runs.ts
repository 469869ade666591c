const more = 0x80;
const sign = 0x40;

/** Bytes that grow: numbers of few digits take few of them. One is used for all that is written, since its bytes are copied by the database. */
export class ByteWriter {
  #bytes = Buffer.alloc(1 << 12);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  /** Valid until something else is written. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** An integer of any sign within the safe ones: a sign and six bits, then seven bits at a time. */
  integer(value: number): void {
    let rest = Math.abs(value);
    let byte = (rest % sign) + (value < 0 ? sign : 0);
    rest = Math.floor(rest / sign);
    for (; rest > 0; rest = Math.floor(rest / more)) {
      this.#byte(byte + more);
      byte = rest % more;
    }
    this.#byte(byte);
  }

  /** The bytes of hexadecimal digits. */
  hex(digits: string): void {
    this.#makeRoom(digits.length / 2);
    this.#length += this.#bytes.write(digits, this.#length, 'hex');
  }

  #byte(byte: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  #makeRoom(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(grown);
    this.#bytes = grown;
  }
}

/** Reads what a writer wrote; throws where it ends too early, or no such number can have been written. */
export class ByteReader {
  readonly #bytes: Buffer;
  #place = 0;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.#bytes = Buffer.from(buffer, byteOffset, byteLength);
  }

  get isAtEnd(): boolean {
    return this.#place === this.#bytes.length;
  }

  integer(): number {
    let byte = this.#byte();
    const isNegative = (byte & sign) !== 0;
    let value = byte % sign;
    for (let weight = sign; byte >= more; weight *= more) {
      byte = this.#byte();
      value += (byte % more) * weight;
    }
    if (!Number.isSafeInteger(value)) throw new RangeError('not a safe integer');
    return isNegative ? -value : value;
  }

  hex(length: number): string {
    const end = this.#place + length;
    if (end > this.#bytes.length) throw new RangeError('no more bytes');
    const digits = this.#bytes.toString('hex', this.#place, end);
    this.#place = end;
    return digits;
  }

  #byte(): number {
    const byte = this.#bytes[this.#place];
    if (byte === undefined) throw new RangeError('no more bytes');
    this.#place += 1;
    return byte;
  }
}
