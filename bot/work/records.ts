import { z } from 'zod';

/**
 * Records by an id that comes from outside. Each is read by itself: one that is damaged hides no other, is counted, and stays stored as it
 * is until it is replaced.
 */
export class Records<Item> {
  readonly #items: ReadonlyMap<string, Item>;
  readonly #damaged: ReadonlyMap<string, unknown>;

  constructor(items: ReadonlyMap<string, Item> = new Map(), damaged: ReadonlyMap<string, unknown> = new Map()) {
    this.#items = items;
    this.#damaged = damaged;
  }

  /** How many could not be read. */
  get damaged(): number {
    return this.#damaged.size;
  }

  get(id: string): Item | undefined {
    return this.#items.get(id);
  }

  values(): readonly Item[] {
    return [...this.#items.values()];
  }

  toObject(): Record<string, Item> {
    return Object.fromEntries(this.#items);
  }

  /** These, and that one in place of any with its id. */
  with(id: string, item: Item): Records<Item> {
    return this.withAll([[id, item]]);
  }

  /** These, and those in place of any with their ids. */
  withAll(added: readonly (readonly [id: string, item: Item])[]): Records<Item> {
    const damaged = new Map(this.#damaged);
    for (const [id] of added) damaged.delete(id);
    return new Records(new Map([...this.#items, ...added]), damaged);
  }

  /** Those that stay, the damaged too; the same where all do. */
  without(isGone: (record: { readonly id: string; readonly item: Item }) => boolean): Records<Item> {
    const staying = [...this.#items].filter(([id, item]) => !isGone({ id, item }));
    return staying.length === this.#items.size ? this : new Records(new Map(staying), this.#damaged);
  }

  /** Every record as it is to be stored. */
  stored(encode: (item: Item) => unknown): Record<string, unknown> {
    const items = [...this.#items].map(([id, item]): readonly [string, unknown] => [id, encode(item)]);
    // Unlike an assignment, this takes `__proto__` for a name like any other.
    return Object.fromEntries([...this.#damaged, ...items]);
  }
}

const plainObject = z.custom<Record<string, unknown>>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** The stored form of records: an object of them by their ids. */
export function recordsOf<Item>(item: z.ZodType<Item>) {
  return z.codec(plainObject, z.instanceof(Records<Item>), {
    decode: stored => {
      const read = Object.entries(stored).map(([id, value]) => ({ id, value, parsed: item.safeParse(value) }));
      return new Records(
        new Map(read.flatMap(({ id, parsed }) => (parsed.success ? [[id, parsed.data] as const] : []))),
        new Map(read.flatMap(({ id, value, parsed }) => (parsed.success ? [] : [[id, value] as const]))),
      );
    },
    encode: records => records.stored(one => z.encode(item, one)),
  });
}
