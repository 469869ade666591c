/** A page of a list, and where the next one begins; undefined at the end. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly isFirst: boolean;
  readonly next: string | undefined;
}

/** The page after the item with the key `place`; the first one where that item is gone, or none was named. */
export function pageAfter<Item>(
  all: readonly Item[],
  place: string,
  { size, keyOf }: { readonly size: number; readonly keyOf: (item: Item) => string },
): ListPage<Item> {
  const start = place === '' ? 0 : all.findIndex(item => keyOf(item) === place) + 1;
  const items = all.slice(start, start + size);
  const last = items.at(-1);
  const hasMore = last !== undefined && start + size < all.length;
  return { items, isFirst: start === 0, next: hasMore ? keyOf(last) : undefined };
}
