// PostgreSQL's binary form of values, which it reads without parsing: the tuples of a type one after the other, their fields each with its type
// and length. (Its source has it: record_recv and array_recv.)

/** The types of fields, by their numbers, which are the same in every database. */
export const types = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  json: 114,
  'bigint[]': 1016,
} as const;

const nullLength = -1;
const twoTo32 = 2 ** 32;

/** Bytes that grow. */
export class BinaryWriter {
  #bytes = Buffer.allocUnsafe(1 << 10);
  #length = 0;

  /** What was written: valid for good, since nothing else is written there. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The beginning of a tuple of so many fields. */
  tuple(fields: number): void {
    this.#int32(fields);
  }

  null(type: number): void {
    this.#int32(type);
    this.#int32(nullLength);
  }

  bigint(value: number | null): void {
    if (value === null) {
      this.null(types.bigint);
      return;
    }
    this.#int32(types.bigint);
    this.#int32(8);
    this.#int64(value);
  }

  integer(value: number): void {
    this.#int32(types.integer);
    this.#int32(4);
    this.#int32(value);
  }

  smallint(value: number): void {
    this.#int32(types.smallint);
    this.#int32(2);
    this.#makeRoom(2);
    this.#length = this.#bytes.writeInt16BE(value, this.#length);
  }

  boolean(value: boolean): void {
    this.#int32(types.boolean);
    this.#int32(1);
    this.#makeRoom(1);
    this.#length = this.#bytes.writeInt8(value ? 1 : 0, this.#length);
  }

  text(value: string | null): void {
    this.#string(types.text, value);
  }

  json(value: string | null): void {
    this.#string(types.json, value);
  }

  bytea(value: Uint8Array | null): void {
    if (value === null) {
      this.null(types.bytea);
      return;
    }
    this.#int32(types.bytea);
    this.#int32(value.length);
    this.#append(value);
  }

  bigints(values: readonly number[] | null): void {
    this.#int32(types['bigint[]']);
    if (values === null) {
      this.#int32(-1);
      return;
    }
    this.#int32(arrayHead(values.length) + values.length * 12);
    this.#arrayHead(types.bigint, values.length);
    for (const value of values) {
      this.#int32(8);
      this.#int64(value);
    }
  }

  /** An array of tuples as a field; null where there is none of them. */
  tuples({ array, element }: ArrayType, some: Tuples | null): void {
    if (some === null) {
      this.null(array);
      return;
    }
    this.#int32(array);
    this.#int32(arrayHead(some.count) + some.bytes.length);
    this.#arrayHead(element, some.count);
    this.#append(some.bytes);
  }

  /** An array of tuples by itself, as a parameter. */
  array(element: number, { count, bytes }: Tuples): void {
    this.#arrayHead(element, count);
    this.#append(bytes);
  }

  /** What `write` writes, after its length. */
  element(write: () => void): void {
    const at = this.#length;
    this.#int32(0);
    write();
    this.#bytes.writeInt32BE(this.#length - at - 4, at);
  }

  #arrayHead(element: number, count: number): void {
    if (count === 0) for (const word of [0, 0, element]) this.#int32(word);
    // One dimension, without nulls, from index 1 on.
    else for (const word of [1, 0, element, count, 1]) this.#int32(word);
  }

  #string(type: number, value: string | null): void {
    if (value === null) {
      this.null(type);
      return;
    }
    this.#int32(type);
    // A code unit is at most three bytes.
    this.#makeRoom(4 + value.length * 3);
    const length = this.#bytes.write(value, this.#length + 4, 'utf8');
    this.#bytes.writeInt32BE(length, this.#length);
    this.#length += 4 + length;
  }

  #int64(value: number): void {
    this.#makeRoom(8);
    this.#bytes.writeInt32BE(Math.floor(value / twoTo32), this.#length);
    this.#length = this.#bytes.writeUInt32BE(((value % twoTo32) + twoTo32) % twoTo32, this.#length + 4);
  }

  #int32(value: number): void {
    this.#makeRoom(4);
    // Numbers of types have no sign.
    this.#length = this.#bytes.writeInt32BE(value | 0, this.#length);
  }

  #append(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #makeRoom(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Tuples of one type, each after its length. */
export interface Tuples {
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** An array's type and that of its elements, by their numbers, which each database gives anew. */
export interface ArrayType {
  readonly array: number;
  readonly element: number;
}

/** Null where there are none. */
export function tuplesOf<Item>(items: readonly Item[], write: (to: BinaryWriter, item: Item) => void): Tuples | null {
  if (items.length === 0) return null;
  const writer = new BinaryWriter();
  for (const item of items) writer.element(() => write(writer, item));
  return { count: items.length, bytes: writer.bytes };
}

export function arrayBytes(element: number, tuples: Tuples): Uint8Array {
  const writer = new BinaryWriter();
  writer.array(element, tuples);
  return writer.bytes;
}

const arrayHead = (count: number): number => (count === 0 ? 12 : 20);
