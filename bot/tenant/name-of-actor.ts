import type { Journal } from '../ports/index.ts';
import type { Names } from './names.ts';

/** Who caused an entry; '' where nobody is known for it. */
export async function nameOfActor(
  { journal, names }: { readonly journal: Journal; readonly names: Names },
  seq: number,
): Promise<string> {
  const [actor] = await journal.actorsOf([seq]);
  return actor === undefined ? '' : ((await names.of([actor.person])).get(actor.person) ?? '');
}
