import type { Person, Sku } from '../../core/index.ts';
import type { Directory } from '../ports/index.ts';

/** The tenant's people, and the products that they can be given. */
export interface People {
  readonly people: readonly Person[];
  readonly skus: readonly Sku[];
}

export async function readPeople({ directory }: { readonly directory: Directory }): Promise<People> {
  const [people, skus] = await Promise.all([directory.people(), directory.skus()]);
  return { people, skus };
}
