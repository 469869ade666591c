import type { Ask } from './ask.ts';
import type { ArrayType } from './binary.ts';

const names = ['written_entry', 'drawn_run', 'call', 'state_move', 'batch', 'usage_cell'] as const;

/** The types of what is stored, by their numbers, which each database gives anew. */
export type StoredTypes = Readonly<Record<(typeof names)[number], ArrayType>>;

export async function storedTypes(ask: Ask): Promise<StoredTypes> {
  const rows = await ask(
    `SELECT typname AS name, oid::bigint AS element, typarray::bigint AS array FROM pg_catalog.pg_type
      WHERE typnamespace = 'credits'::regnamespace AND typname = ANY ($1)`,
    [names],
  );
  const numbers = new Map(
    rows.map(({ name, element, array }) => [name, { element: Number(element), array: Number(array) }]),
  );
  const of = (name: (typeof names)[number]): ArrayType => numbers.get(name) ?? { element: 0, array: 0 };
  return {
    written_entry: of('written_entry'),
    drawn_run: of('drawn_run'),
    call: of('call'),
    state_move: of('state_move'),
    batch: of('batch'),
    usage_cell: of('usage_cell'),
  };
}
